#include "ocop/explain/text_table.hpp"

#include "support/catch.hpp"

namespace text_table_test {
using ocop::text_table;
using ocop::text_width;

TEST_CASE("a text is as wide as its characters, composed or not", "[explain]") {
  CHECK(text_width("") == 0);
  CHECK(text_width("abc") == 3);
  CHECK(text_width("Bưởi da xanh") == 12);
  CHECK(text_width("Bu\xCC\x9Bo\xCC\x9B\xCC\x89i da xanh") == 12);  // the same, decomposed
  CHECK(text_width("★★★") == 3);
}

TEST_CASE("columns are aligned and rows have no trailing space", "[explain]") {
  text_table table({text_table::align::left, text_table::align::right, text_table::align::left});
  table.add({"Bộ", "Điểm", ""});
  table.add({"Gạo, ngũ cốc", "7", "x"});
  CHECK(table.size() == 2);
  CHECK(table.take() == "Bộ            Điểm\nGạo, ngũ cốc     7  x\n");
  CHECK(table.size() == 0);
  CHECK(table.take().empty());
}

}  // namespace text_table_test
