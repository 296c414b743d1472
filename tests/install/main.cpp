#include <ocop/ocop.hpp>

#include <iostream>

int main() {
  auto const catalog = ocop::builtin_catalog();
  for (auto const& edition : catalog.editions())
    std::cout << edition->edition.str() << ' ' << edition->product_sets.size() << " sets\n";
  return catalog.editions().empty() ? 1 : 0;
}
