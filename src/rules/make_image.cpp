// Writes the image of a rule folder as a source file that defines ocop::builtin_rule_image(). Rules with issues are
// refused, and every issue is printed.
//
// usage: make_image RULES OUTPUT

#include "ocop/compile/rule_catalog.hpp"
#include "ocop/load/rule_files.hpp"

#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// String literals of the bytes, one a line: compilers read them faster than any list of numbers.
void write_literals(std::ostream& out, std::string_view bytes) {
  constexpr std::size_t a_line = 100;
  for (std::size_t at = 0; at < bytes.size(); at += a_line) {
    std::string line;
    for (char const c : bytes.substr(at, a_line)) {
      bool const is_plain = c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?';
      auto const code = static_cast<unsigned char>(c);
      if (is_plain) line += c;
      else
        line.append({'\\', static_cast<char>('0' + code / 64), static_cast<char>('0' + code / 8 % 8),
                     static_cast<char>('0' + code % 8)});
    }
    out << "    \"" << line << "\"\n";
  }
}

int run(std::string const& folder, std::string const& output) {
  std::vector<ocop::issue> issues;
  auto const files = ocop::read_rule_files(folder);
  if (!files) issues.push_back(files.error());
  auto const report = files ? ocop::load_catalog(*files) : ocop::catalog_report();
  issues.insert(issues.end(), report.issues.begin(), report.issues.end());
  for (auto const& i : issues) std::cerr << i.where << ": error: " << i.message << '\n';
  if (!report.catalog) return 1;

  std::string const image = ocop::write_image(*report.catalog);
  std::ofstream out(output, std::ios::binary);
  out << "#include \"ocop/compile/builtin_rule_image.hpp\"\n\nnamespace {\n\nconstexpr char bytes[] =\n";
  write_literals(out, image);
  out << "    ;\n\n}  // namespace\n\nnamespace ocop {\n\n"
      << "std::string_view detail::builtin_rule_image(char const* const (&)[3]) { return {bytes, sizeof bytes - 1}; "
         "}\n\n}  // namespace ocop\n";
  out.close();
  if (out) return 0;
  std::cerr << output << ": error: it cannot be written.\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::cerr << "usage: make_image RULES OUTPUT\n";
    return 2;
  }
  return run(argv[1], argv[2]);
} catch (std::exception const& e) {
  std::cerr << "make_image: error: " << e.what() << '\n';
  return 1;
}
