#include <ocop/ledger/ledger.hpp>

#include <iostream>

#if defined(OCOP_HEADER_ONLY)
#error "beside ocop::compiled the ledger is compiled"
#endif

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  auto const kept = ocop::ledger::open(argv[1], ocop::ledger::access::create);
  if (!kept) {
    std::cerr << kept.error().message << '\n';
    return 1;
  }
  std::cout << kept->size().value() << " records, " << ocop::builtin_catalog().editions().size() << " editions\n";
}
