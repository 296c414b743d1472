// Pages that a person reads, in both languages: of a dossier, a certificate, a plan; on a submission's page the blocks
// of council, margin and certificate. Pages are laid out by hand: columns as wide as their longest text, two spaces
// apart.
#include "ocop/certificate/certificate.hpp"
#include "ocop/exchange/dossier_document.hpp"
#include "ocop/explain/edition_page.hpp"
#include "ocop/explain/explanation.hpp"
#include "ocop/explain/programme_page.hpp"
#include "ocop/load/load.hpp"

#include "support/catch.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pages_test {
namespace {

using namespace ocop;
using kind = filing_kind;

day on(std::string_view text) { return parse_day(text).value(); }
bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }
auto lines_of(std::string const& text) { return std::count(text.begin(), text.end(), '\n'); }

/// Does every line end in something one sees, and the page in the end of a line?
bool is_tidy(std::string const& page) {
  return page.ends_with('\n') && !has(page, " \n") && !has(page, "\t") && !has(page, "\r");
}

}  // namespace

// --- Dossiers
// ---------------------------------------------------------------------------------------------------------

namespace {

std::string dossier_page(std::string_view json, language l, rule_catalog const& catalog = test::builtin(),
                         working_calendar const* calendar = nullptr) {
  auto const d = check(catalog, read_dossier_document(json).value(), {}, calendar).value();
  return explain(d.found, *d.rules, d.from.product + "  (" + d.from.id + ")", d.because, l);
}

constexpr auto renewal =
    R"({"format":"ocop-dossier/1","dossier":"DN-1","product":{"set":1,"name":"Bưởi"},"stage":"commune",)"
    R"("filing":{"kind":"renewal","filed_on":"2026-06-15"},"applicant":{"kind":"household"},)"
    R"("papers":["form-01","updates-since-recognition","form-03"],"samples":3,"copies":{"paper":1,"electronic":0},)"
    R"("received_on":"2026-06-15","proposed_on":"2026-07-07"})";

}  // namespace

TEST_CASE("The page of a dossier lists what is missing, what belongs to it, and its limits",
          "[explain][qd-26-2026/2.3][qd-26-2026/5.1][qd-26-2026/6.1.c][qd-26-2026/6.2][qd-26-2026/7.1][qd-26-2026/7.2]"
          "[qd-26-2026/7.6.g]") {
  working_calendar const weekends;
  CHECK(dossier_page(renewal, language::en, test::builtin(), &weekends) ==
        R"(Bưởi  (DN-1)
OCOP criteria under Decision 26/2026/QĐ-TTg, qd-26-2026@2026-05-22, by [qd-26-2026/11.1]

MISSING
  - Production household with business registration         [qd-26-2026/2.3]
  - Self-assessment report (Form 02)                        [qd-26-2026/6.1.c]
  - Letter of proposal of the commune                       [qd-26-2026/6.2]
  - Product samples                                  3 / 5  [qd-26-2026/6.2]
  - Electronic sets                                  0 / 1  [qd-26-2026/7.1]

IF THERE IS ONE
  - Renewed evidence for legal papers that expire    [qd-26-2026/6.1.c]

LIMITS
  The commune reviews the file (weekends off only)  2026-07-06  [qd-26-2026/7.2]
  Re-evaluation from receipt of the full proposal   2026-08-21  [qd-26-2026/7.6.g]
  round 2, held before                              2026-12-30  [qd-26-2026/5.1]

)");
  CHECK(dossier_page(renewal, language::vi, test::builtin(), &weekends) ==
        R"(Bưởi  (DN-1)
Bộ tiêu chí OCOP theo Quyết định 26/2026/QĐ-TTg, qd-26-2026@2026-05-22, theo [qd-26-2026/11.1]

CÒN THIẾU
  - Cơ sở, hộ sản xuất có đăng ký kinh doanh           [qd-26-2026/2.3]
  - Báo cáo tự đánh giá (Biểu 02)                      [qd-26-2026/6.1.c]
  - Văn bản đề nghị của Ủy ban nhân dân cấp xã         [qd-26-2026/6.2]
  - Mẫu sản phẩm                                3 / 5  [qd-26-2026/6.2]
  - Bộ hồ sơ điện tử                            0 / 1  [qd-26-2026/7.1]

NẾU CÓ
  - Giấy tờ pháp lý thay cho giấy đã hết hạn    [qd-26-2026/6.1.c]

THỜI HẠN
  Ủy ban nhân dân cấp xã xem xét hồ sơ (chỉ trừ cuối tuần)  2026-07-06  [qd-26-2026/7.2]
  Đánh giá lại kể từ khi nhận đủ hồ sơ đề nghị              2026-08-21  [qd-26-2026/7.6.g]
  đợt đánh giá 2, họp trước                                 2026-12-30  [qd-26-2026/5.1]

)");
}

TEST_CASE("A limit whose last day is not known has a question mark", "[explain][qd-26-2026/7.2]") {
  auto const page = dossier_page(renewal, language::en);
  CHECK(has(page, "  The commune reviews the file                     ?           [qd-26-2026/7.2]\n"));
}

TEST_CASE("The page of a complete dossier says so, and what our sources lack", "[explain][qd-148-2023/annex-2]") {
  constexpr auto complete =
      R"({"format":"ocop-dossier/1","dossier":"GL-2","product":{"set":26,"name":"Làng"},)"
      R"("filing":{"kind":"first","filed_on":"2024-06-15"},"papers":["registration-slip","owner-report"]})";
  CHECK(dossier_page(complete, language::en)
            .starts_with("Làng  (GL-2)\n"
                         "OCOP criteria under Decision 148/QĐ-TTg, qd-148-2023@2023-02-24, by ["));
  CHECK(dossier_page(complete, language::en)
            .ends_with("]\n\nTHE DOSSIER IS COMPLETE\n\nOur sources of the law lack: applicants, samples\n"));
  CHECK(dossier_page(complete, language::vi)
            .starts_with("Làng  (GL-2)\n"
                         "Bộ tiêu chí OCOP theo Quyết định 148/QĐ-TTg, qd-148-2023@2023-02-24, theo ["));
  CHECK(has(dossier_page(complete, language::vi), "]\n\nHỒ SƠ ĐỦ\n\nNguồn luật còn thiếu: "));
}

TEST_CASE("The page of a dossier names the facts that were assumed", "[explain][made-up-2030/4.3]") {
  constexpr auto lantern =
      R"({"format":"ocop-dossier/1","dossier":"M-1","product":{"set":1,"name":"Đèn"},)"
      R"("rules":"made-up-2030@2030-01-01",)"
      R"("filing":{"kind":"first","filed_on":"2030-05-05"},"papers":["scroll"],"applicant":{"kind":"guild"}})";
  CHECK(dossier_page(lantern, language::en, test::made_up()) ==
        "Đèn  (M-1)\nMade-up decision 30/2030, made-up-2030@2030-01-01, by [dossier#/rules]\n\n"
        "THE DOSSIER IS COMPLETE\n\nAssumed not to hold (not given): test.lead.ppm\n");
  CHECK(dossier_page(lantern, language::vi, test::made_up()) ==
        "Đèn  (M-1)\nQuyết định giả định 30/2030, made-up-2030@2030-01-01, theo [dossier#/rules]\n\n"
        "HỒ SƠ ĐỦ\n\nGiả định không xảy ra (chưa cung cấp): test.lead.ppm\n");
}

TEST_CASE("A name on a page stays on its line and obeys no terminal", "[explain][qd-26-2026/6.1.a]") {
  dossier_check const nothing;
  auto const page = explain(nothing, *test::edition(), "Bưởi\n\x1b[2Jxanh", "qd-26-2026/11.1", language::en);
  CHECK(page.starts_with("Bưởi  [2Jxanh\nOCOP criteria"));
}

TEST_CASE("Pages of dossiers have as many lines in both languages", "[explain][qd-26-2026/6.3.a][qd-26-2026/6.3.b]") {
  for (auto const* const edition : {"qd-1048-2019@2019-08-21", "qd-148-2023@2025-07-06", "qd-26-2026@2026-05-22"})
    for (auto const k : {kind::first, kind::upgrade, kind::renewal})
      for (auto const& [stage, unused] : test::edition(edition)->dossier.stages) {
        auto const rules = test::edition(edition);
        dossier d;
        d.kind = k;
        d.set = 1;
        d.stage = stage;
        d.copies = {0, 0};
        d.code = "x";
        d.received_on = d.proposed_on = on("2026-08-01");
        auto const found = check_dossier(*rules, d, rules->defaults).value();
        auto const vi = explain(found, *rules, "Bưởi", "x", language::vi);
        auto const en = explain(found, *rules, "Bưởi", "x", language::en);
        CAPTURE(vi, en);
        CHECK(lines_of(vi) == lines_of(en));
        CHECK(is_tidy(vi));
        CHECK(is_tidy(en));
        for (auto const& item : found.missing) {
          CHECK(has(vi, "  - " + item.text.vi));
          CHECK(has(en, "  - " + item.text.en));
          CHECK(has(vi, "[" + item.cite + "]\n"));
        }
      }
}

// --- Certificates
// -----------------------------------------------------------------------------------------------------

namespace {

std::string certificate_page(certificate const& c, char const* looked_at, language l) {
  return explain(c, status_on(test::builtin(), c, on(looked_at)).value(), on(looked_at), l);
}

certificate issued(char const* d, int level) {
  certificate c;
  c.level = stars{level};
  c.issued = on(d);
  return c;
}

}  // namespace

TEST_CASE("The page of a certificate says where it stands, its days and what comes next",
          "[explain][qd-26-2026/4.3][qd-26-2026/7.6.a][qd-26-2026/12.3]") {
  certificate const c = issued("2024-02-29", 4);
  std::string const en = certificate_page(c, "2026-09-15", language::en);
  CHECK(
      en.starts_with("CERTIFICATE 4 stars, on 2026-09-15: valid, renewal open\n"
                     "  issued                     2024-02-29\n"
                     "  without effect from        2027-02-28\n"
                     "  renewal may be filed from  2026-09-01\n"
                     "  to the end of              2026-10-31\n"
                     "  extension at most to       2027-08-27\n"
                     "  next deadline              2026-10-31  "));
  std::string readings;
  for (auto const& r : status_on(test::builtin(), c, on("2026-09-15")).value().readings)
    readings += (readings.empty() ? "" : ", ") + r;
  CHECK(has(readings, "R-10, R-11"));
  CHECK(en.ends_with(" [qd-26-2026/7.6.a]\n  readings: " + readings + "\n"));
  CHECK(lines_of(en) == 8);
  std::string const vi = certificate_page(c, "2026-09-15", language::vi);
  CHECK(
      vi.starts_with("GIẤY CHỨNG NHẬN 4 sao, ngày 2026-09-15: còn hiệu lực, trong thời gian nộp lại\n"
                     "  cấp ngày                2024-02-29\n"
                     "  hết hiệu lực từ         2027-02-28\n"
                     "  được nộp hồ sơ từ       2026-09-01\n"
                     "  đến hết ngày            2026-10-31\n"
                     "  kéo dài nhiều nhất đến  2027-08-27\n"
                     "  hạn kế tiếp             2026-10-31  "));
  CHECK(vi.ends_with(" [qd-26-2026/7.6.a]\n  cách hiểu: " + readings + "\n"));
}

TEST_CASE("A Vietnamese page says the next deadline in Vietnamese", "[explain][qd-26-2026/7.6.a]") {
  certificate const c = issued("2024-02-29", 4);
  CHECK_FALSE(has(certificate_page(c, "2026-09-15", language::vi), "file-renewal"));
  CHECK_FALSE(has(certificate_page(c, "2026-11-15", language::vi), "file-late-renewal"));
  CHECK_FALSE(has(certificate_page(issued("2020-02-04", 3), "2022-02-04", language::vi), "certificate-ends"));
}

TEST_CASE("A page of a certificate shows filing and revocation where there are any",
          "[explain][qd-26-2026/12.3][qd-1048-2019/annex-2.1]") {
  certificate revoked = issued("2020-02-04", 3);
  revoked.revoked = on("2021-05-05");
  std::string const page = certificate_page(revoked, "2021-05-05", language::en);
  CHECK(
      page.starts_with("CERTIFICATE 3 stars, on 2021-05-05: revoked\n"
                       "  issued               2020-02-04\n"
                       "  without effect from  2021-05-05\n"
                       "  revoked              2021-05-05\n"
                       "  readings: "));
  CHECK(certificate_page(revoked, "2021-05-05", language::vi)
            .starts_with("GIẤY CHỨNG NHẬN 3 sao, ngày 2021-05-05: bị thu hồi\n"
                         "  cấp ngày         2020-02-04\n"
                         "  hết hiệu lực từ  2021-05-05\n"
                         "  bị thu hồi       2021-05-05\n"));

  certificate late = issued("2024-02-29", 4);
  late.renewal_filed = on("2026-12-01");
  CHECK(certificate_page(late, "2027-03-01", language::en)
            .starts_with("CERTIFICATE 4 stars, on 2027-03-01: extended\n"
                         "  issued                     2024-02-29\n"
                         "  renewal filed              2026-12-01\n"
                         "  without effect from        2027-02-28\n"));
  CHECK(certificate_page(late, "2027-03-01", language::vi)
            .starts_with("GIẤY CHỨNG NHẬN 4 sao, ngày 2027-03-01: được kéo dài\n"
                         "  cấp ngày                2024-02-29\n"
                         "  nộp hồ sơ đánh giá lại  2026-12-01\n"
                         "  hết hiệu lực từ         2027-02-28\n"));
}

TEST_CASE("A level without certificate has no days but that of its result", "[explain][qd-26-2026/4.1.a]") {
  std::string const page = certificate_page(issued("2026-08-20", 2), "2026-09-01", language::en);
  CHECK(page.starts_with("CERTIFICATE 2 stars, on 2026-09-01: none\n  issued  2026-08-20\n"));
  CHECK_FALSE(has(page, "without effect"));
}

TEST_CASE("Every status and outcome has its own words in both languages", "[explain][qd-26-2026/4.3]") {
  std::vector<std::string> words;
  using s = certificate_state;
  for (auto const l : {language::vi, language::en}) {
    for (auto const state : {s::none, s::valid, s::renewal_open, s::renewal_late, s::extended, s::expired, s::revoked})
      words.emplace_back(in_words(state, l));
    for (auto const o : {outcome::ranked, outcome::rejected, outcome::stopped, outcome::rescore, outcome::no_quorum})
      words.emplace_back(in_words(o, l));
  }
  CHECK(std::count(words.begin(), words.end(), "") == 0);
  std::sort(words.begin(), words.end());
  CHECK(std::adjacent_find(words.begin(), words.end()) == words.end());
}

// --- The plan
// ---------------------------------------------------------------------------------------------------------

namespace {

programme_entry entry(char const* product, char const* group, char const* unit, kind k, int now, int before,
                      char const* decided, char const* fact = nullptr) {
  programme_entry e;
  e.product = product;
  e.group = group;
  e.unit = unit;
  e.kind = k;
  if (now > 0) e.level = stars{now};
  if (before > 0) e.before = stars{before};
  e.decided = on(decided);
  if (fact) {
    e.is_registered = true;
    e.facts = value::object{{"product", value::object{{fact, true}}}};
  }
  return e;
}

std::vector<programme_entry> year() {
  return {entry("Bột ca cao", "Thực phẩm", "Định Quán", kind::upgrade, 5, 4, "2025-06-19", "is_processed"),
          entry("Bưởi da xanh", "Thực phẩm", "Trảng Bom", kind::upgrade, 4, 3, "2025-05-05"),
          entry("Rượu cần", "Đồ uống", "Định Quán", kind::first, 3, 0, "2025-06-30"),
          entry("Gốm Biên Hòa", "Thủ công mỹ nghệ", "Biên Hòa", kind::first, 3, 0, "2025-07-01"),
          entry("Điều rang", "Thực phẩm", "Trảng Bom", kind::first, 5, 0, "2025-10-08", "is_new"),
          entry("Nấm", "Thực phẩm", "Định Quán", kind::first, 0, 0, "2025-12-31"),
          entry("Sầu riêng", "Thực phẩm", "Long Khánh", kind::first, 5, 0, "2026-01-01", "is_new")};
}

award_amounts const amounts{{stars{3}, 8'000'000}, {stars{4}, 10'000'000}};

std::string plan_page(std::vector<programme_entry> const& entries, award_amounts const& by, language l) {
  auto const page = explain(*test::builtin().programme("dong-nai-2025").value(), entries, by, l);
  return page ? *page : std::string(to_string(page.error().code)) + ": " + page.error().message;
}

}  // namespace

TEST_CASE("The page of a plan shows targets, awards, the order of national evaluation and the report",
          "[explain][dong-nai-2025/I.2][dong-nai-2025/III.3.a][dong-nai-2025/V.1.d][dong-nai-2025/V.5.d]") {
  CHECK(plan_page(year(), amounts, language::en) ==
        R"(OCOP plan of Đồng Nai for 2025  [dong-nai-2025]

TARGET                                                        reached  wanted
More products at 3 stars or above                                   3     ~45  not met  [dong-nai-2025/I.2]
Potential 5-star products registered for national evaluation        2       2  met      [dong-nai-2025/I.2]

AWARD         stars     đồng  by
Bưởi da xanh     4★  2000000  Provincial Department of Agriculture and Environment  difference [dong-nai-2025/V.1.d]
Rượu cần         3★  8000000  District People's Committee                           [dong-nai-2025/V.5.d]
Gốm Biên Hòa     3★        ?  nobody named for that day                             [dong-nai-2025/V.5.d]

   ORDER FOR NATIONAL EVALUATION  class
1  Điều rang                      New product                          [dong-nai-2025/III.3.a]
2  Bột ca cao                     Processed or deep-processed product  [dong-nai-2025/III.3.a]

REPORT 2025-01-01 – 2026-01-01
results                         6
ranked                          5
  3★                            2
  4★                            1
  5★                            2
by product group
  Thủ công mỹ nghệ              1
  Thực phẩm                     4
  Đồ uống                       1
by kind of filing
  first                         4
  upgrade                       2
by administrative unit
  Biên Hòa                      1
  Trảng Bom                     2
  Định Quán                     3
)");
}

TEST_CASE("The page of a plan says the same in Vietnamese",
          "[explain][dong-nai-2025/I.2][dong-nai-2025/III.3.a][dong-nai-2025/V.1.d][dong-nai-2025/V.5.d]") {
  std::string const page = plan_page(year(), amounts, language::vi);
  CHECK(page.starts_with(R"(Kế hoạch OCOP năm 2025, tỉnh Đồng Nai  [dong-nai-2025]

CHỈ TIÊU                                                đạt  cần
Thêm sản phẩm từ 3 sao trở lên                            3  ~45  chưa đạt  [dong-nai-2025/I.2]
Sản phẩm tiềm năng 5 sao đăng ký đánh giá cấp quốc gia    2    2  đạt       [dong-nai-2025/I.2]

THƯỞNG        hạng     đồng  do
Bưởi da xanh    4★  2000000  Sở Nông nghiệp và Môi trường  chênh lệch [dong-nai-2025/V.1.d]
Rượu cần        3★  8000000  Ủy ban nhân dân cấp huyện     [dong-nai-2025/V.5.d]
Gốm Biên Hòa    3★        ?  chưa rõ ai thưởng             [dong-nai-2025/V.5.d]

   THỨ TỰ GỬI TRUNG ƯƠNG  nhóm ưu tiên
1  Điều rang              Sản phẩm mới                     [dong-nai-2025/III.3.a]
2  Bột ca cao             Sản phẩm chế biến, chế biến sâu  [dong-nai-2025/III.3.a]

BÁO CÁO 2025-01-01 – 2026-01-01
hồ sơ                            6
được xếp hạng                    5
  3★                             2
  4★                             1
  5★                             2
theo nhóm sản phẩm
  Thủ công mỹ nghệ               1
  Thực phẩm                      4
  Đồ uống                        1
theo loại hồ sơ
)"));
  CHECK(page.ends_with(R"(
theo đơn vị hành chính
  Biên Hòa                       1
  Trảng Bom                      2
  Định Quán                      3
)"));
  CHECK(lines_of(page) == lines_of(plan_page(year(), amounts, language::en)));
}

TEST_CASE("A Vietnamese page names the kinds of filing in Vietnamese", "[explain][dong-nai-2025/III.3.a]") {
  std::vector<programme_entry> all = year();
  all.push_back(entry("Chôm chôm", "Thực phẩm", "Long Khánh", kind::renewal, 3, 3, "2025-05-05"));
  std::string const page = plan_page(all, amounts, language::vi);
  for (auto const* const word : {"  first ", "  upgrade ", "  renewal "}) CHECK_FALSE(has(page, word));
}

TEST_CASE("An award whose amount is not given stands on the page of a plan with a question mark",
          "[explain][dong-nai-2025/V.1.d]") {
  CHECK(has(plan_page(year(), {}, language::en), "Bưởi da xanh     4★     ?"));
  CHECK(has(plan_page(year(), {}, language::en), "1  Điều rang"));
  CHECK(has(plan_page(year(), {{stars{3}, 8'000'000}}, language::en), "8000000"));
  CHECK(has(plan_page(year(), {{stars{3}, 8'000'000}}, language::en), "?"));
  CHECK(plan_page(year(), {{stars{3}, 8}, {stars{4}, 7}}, language::vi) ==
        "bad-value: 4 stars pay 7, 3 stars 8. A higher level cannot pay less; mend the amounts.");
}

TEST_CASE("A plan without results has a page too, and a product of no class comes last on it",
          "[explain][dong-nai-2025/I.2][dong-nai-2025/III.3.a]") {
  for (auto const l : {language::vi, language::en}) {
    std::string const page = plan_page({}, amounts, l);
    CHECK(has(page, l == language::vi ? "0  ~45  chưa đạt" : "0     ~45  not met"));
    CHECK(is_tidy(page));
    std::vector<programme_entry> all = year();
    all.insert(all.begin(),
               entry("Muối\n\x1b[31m", "Đồ\tuống", "Định Quán", kind::first, 5, 0, "2025-03-03", "is_sweet"));
    std::string const longer = plan_page(all, amounts, l);
    CHECK(has(longer, "1  Điều rang "));
    CHECK(has(longer, "3  Muối  [31m"));
    CHECK(has(longer, l == language::vi ? "  không thuộc nhóm nào\n" : "  none\n"));
    CHECK(is_tidy(longer));
  }
}

// --- Submissions
// ------------------------------------------------------------------------------------------------------

namespace {

compiled_product_set const& vegetables() { return test::product_set(1); }
test::sheet_of best(std::string member = "M1") { return test::best_sheet(vegetables(), std::move(member)); }

score_sheet chaired(score_sheet sheet) {
  sheet.is_chair = true;
  return sheet;
}

assessment council_of(std::string_view regulation, std::vector<score_sheet> sheets, std::optional<std::int64_t> members,
                      std::vector<reading_choice> const& readings = {}) {
  auto const rules = test::edition();
  return assess(rules, 1, std::move(sheets), {}, rules->choose(readings).value(), "province",
                {test::builtin().regulation(regulation).value(), members})
      .value();
}

std::string page_of(assessment const& a, language l, std::optional<kind> k = std::nullopt) {
  return explain(a, {"Bưởi", "DN-1", "qd-26-2026/11.1", k, std::nullopt}, l);
}

}  // namespace

TEST_CASE("A page says how the council sat: its regulation, sheets, spread and form of decision",
          "[explain][council-tay-ninh/scoring][council-tay-ninh/quorum][council-tay-ninh/spread][qd-26-2026/7.3.d]") {
  auto const a = council_of("tay-ninh", {chaired(best("M1")), best("M2").choose("1.1", 1), best("M3")}, 4);
  CHECK(has(page_of(a, language::en, kind::first),
            "\nCOUNCIL\n"
            "  regulation: Council of Tây Ninh (under Decision 1048) [council-tay-ninh/scoring]\n"
            "  sheets: 3 of 4 members, needed 3 [council-tay-ninh/quorum]\n"
            "  largest spread: 2, limit 10 [council-tay-ninh/spread]\n"
            "  decides in a meeting [qd-26-2026/7.3.d]\n"
            "\nPOINTS"));
  CHECK(has(page_of(a, language::vi, kind::first),
            "\nHỘI ĐỒNG\n"
            "  quy chế: Hội đồng tỉnh Tây Ninh (theo Quyết định 1048) [council-tay-ninh/scoring]\n"
            "  có phiếu: 3 trên 4 thành viên, cần 3 [council-tay-ninh/quorum]\n"
            "  chênh lệch lớn nhất: 2, giới hạn 10 [council-tay-ninh/spread]\n"
            "  quyết định tại phiên họp [qd-26-2026/7.3.d]\n"
            "\nĐIỂM"));
}

TEST_CASE("A page says that a renewal is decided in writing, and nothing where the kind is not given",
          "[explain][qd-26-2026/7.6.d]") {
  auto const a = council_of("tay-ninh", {chaired(best("M1")), best("M2"), best("M3")}, 4);
  CHECK(has(page_of(a, language::en, kind::renewal),
            "  decides by written opinions; A meeting where opinions differ widely or the matter is complex "
            "[qd-26-2026/7.6.d]\n"));
  CHECK(has(page_of(a, language::vi, kind::renewal),
            "  quyết định bằng ý kiến văn bản; Họp khi ý kiến khác nhau nhiều hoặc nội dung phức tạp "
            "[qd-26-2026/7.6.d]\n"));
  CHECK(has(page_of(a, language::en, kind::upgrade), "  decides in a meeting [qd-26-2026/7.3.d]\n"));
  CHECK_FALSE(has(page_of(a, language::en), "decides"));
}

TEST_CASE("A page names who is to score again, and a chair who gave no sheet",
          "[explain][council-tay-ninh/spread][council-tay-ninh/quorum]") {
  // M2: 5 less at 4.3, 3 less at 1.1 and at 1.4: 89 points.
  auto const apart = council_of(
      "tay-ninh", {chaired(best("M1")), best("M2").choose("4.3", 0).choose("1.1", 0).choose("1.4", 0), best("M3")}, 4);
  std::string const en = page_of(apart, language::en);
  CHECK(has(en, "OUTCOME: to be scored again; no stars. Scored so far: 96.33 points (289/3, mean of 3 sheets)\n"));
  CHECK(has(en,
            "  largest spread: 11, limit 10 [council-tay-ninh/spread]\n"
            "  to be scored again; lowest: M2; highest: M1, M3\n"));
  CHECK_FALSE(has(en, "NEAREST OTHER RESULT"));
  std::string const vi = page_of(apart, language::vi);
  CHECK(has(vi, "KẾT QUẢ: chấm lại; không xếp sao. Tổng đã chấm: 96.33 điểm (289/3, trung bình của 3 phiếu)\n"));
  CHECK(has(vi,
            "  chênh lệch lớn nhất: 11, giới hạn 10 [council-tay-ninh/spread]\n"
            "  phải chấm lại; thấp nhất: M2; cao nhất: M1, M3\n"));

  auto const no_chair = council_of("tay-ninh", {best("M1"), best("M2"), best("M3")}, 4);
  CHECK(has(page_of(no_chair, language::en), "OUTCOME: no quorum; no stars."));
  CHECK(has(page_of(no_chair, language::en),
            "  sheets: 3 of 4 members, needed 3 [council-tay-ninh/quorum]\n"
            "  the chair gave no sheet\n"));
  CHECK(has(page_of(no_chair, language::vi), "KẾT QUẢ: không đủ thành viên; không xếp sao."));
  CHECK(has(page_of(no_chair, language::vi), "  chủ tịch Hội đồng không có phiếu\n"));
  auto const too_few = council_of("tay-ninh", {chaired(best("M1")), best("M2")}, 4);
  CHECK(has(page_of(too_few, language::en), "  sheets: 2 of 4 members, needed 3 [council-tay-ninh/quorum]\n"));
  CHECK_FALSE(has(page_of(too_few, language::en), "the chair gave no sheet"));
}

namespace {

std::vector<score_sheet> sheets_apart() {
  return {chaired(best("M1")), best("M2").choose("4.3", 0).choose("1.1", 0).choose("1.4", 0), best("M3")};
}

assessment round_of(std::string_view regulation, std::optional<std::int64_t> round, std::vector<score_sheet> sheets,
                    rule_catalog const& catalog = test::builtin()) {
  auto const rules = catalog.find("qd-26-2026").value();
  return assess(rules, 1, std::move(sheets), {}, rules->defaults, "province",
                {catalog.regulation(regulation).value(), 4, round})
      .value();
}

}  // namespace

TEST_CASE("A page says which round must follow, and when the rounds of the regulation are used up",
          "[explain][council-tay-ninh/spread][council-tay-ninh/scoring]") {
  auto const first = round_of("tay-ninh", 1, sheets_apart());
  CHECK(first.ranking.next_round == 2);
  CHECK(has(page_of(first, language::en), "  round of scoring: 1 of 2 [council-tay-ninh/scoring]\n"));
  CHECK(has(page_of(first, language::en), "  score again: round 2 of 2 [council-tay-ninh/scoring]\n"));
  CHECK(has(page_of(first, language::vi), "  vòng chấm: 1 trong 2 [council-tay-ninh/scoring]\n"));
  CHECK(has(page_of(first, language::vi), "  chấm lại: vòng 2 trong 2 [council-tay-ninh/scoring]\n"));

  auto const unnamed = round_of("tay-ninh", {}, sheets_apart());
  CHECK(unnamed.ranking.next_round == 2);
  CHECK(has(page_of(unnamed, language::en),
            "  score again: round 2 of 2 (the round of these sheets is not given and counts as 1) "
            "[council-tay-ninh/scoring]\n"));
  CHECK_FALSE(has(page_of(unnamed, language::en), "round of scoring"));

  auto const last = round_of("tay-ninh", 2, sheets_apart());
  CHECK(last.ranking.how == outcome::rescore);
  CHECK_FALSE(last.ranking.next_round);
  CHECK(has(page_of(last, language::en),
            "  the rounds are used up: round 2 of 2; what follows then, our sources do not say "
            "[council-tay-ninh/scoring]\n"));
  CHECK(has(page_of(last, language::vi),
            "  đã hết số vòng: vòng 2 trong 2; sau đó làm gì, nguồn không nói [council-tay-ninh/scoring]\n"));

  // A regulation that names no further round has one.
  auto const only = round_of("dong-thap", {}, sheets_apart());
  CHECK_FALSE(only.ranking.next_round);
  CHECK(has(page_of(only, language::en), "  the rounds are used up: round 1 of 1"));

  // Where members are near enough, or too few, nobody scores again.
  auto const near = round_of("tay-ninh", 2, {chaired(best("M1")), best("M2"), best("M3")});
  CHECK_FALSE(near.ranking.next_round);
  CHECK(has(page_of(near, language::en), "  round of scoring: 2 of 2"));
  CHECK_FALSE(has(page_of(near, language::en), "used up"));
  auto const too_few = round_of("tay-ninh", 1, {chaired(best("M1")), sheets_apart()[1]});
  CHECK(too_few.ranking.how == outcome::no_quorum);
  CHECK_FALSE(too_few.ranking.next_round);
  CHECK_FALSE(has(page_of(too_few, language::en), "score again: round"));
}

TEST_CASE("A page says in which form the council decides, where its regulation departs from the law",
          "[explain][qd-26-2026/7.3.d][qd-26-2026/7.6.d]") {
  auto const catalog_with = [](std::string const& form) {
    std::string const patch = R"([{ "file": "councils/tay-ninh.json", "at": "/session", "set": ")" + form + R"(" }])";
    return load_catalog(test::patched(builtin_rule_files(), patch.c_str())).catalog.value();
  };
  auto const sheets = std::vector<score_sheet>{chaired(best("M1")), best("M2"), best("M3")};
  auto const by_vote = round_of("tay-ninh", {}, sheets, catalog_with("vote"));
  CHECK(has(page_of(by_vote, language::en, kind::first),
            "  decides by a vote, by its regulation [council-tay-ninh/scoring]\n"
            "  decides in a meeting, by the law [qd-26-2026/7.3.d]\n"));
  CHECK(has(page_of(by_vote, language::vi, kind::first),
            "  quyết định bằng bỏ phiếu, theo quy chế [council-tay-ninh/scoring]\n"
            "  quyết định tại phiên họp, theo luật [qd-26-2026/7.3.d]\n"));
  CHECK(has(page_of(by_vote, language::en), "  decides by a vote, by its regulation"));
  auto const written = round_of("tay-ninh", {}, sheets, catalog_with("written"));
  CHECK(has(page_of(written, language::en, kind::first), "  decides by written opinions, by its regulation"));
  // As the law has it for renewals: it departs from nothing.
  CHECK_FALSE(has(page_of(written, language::en, kind::renewal), "by the law"));
  auto const meeting = round_of("tay-ninh", {}, sheets, catalog_with("meeting"));
  CHECK(has(page_of(meeting, language::vi, kind::renewal),
            "  quyết định tại phiên họp, theo quy chế [council-tay-ninh/scoring]\n"
            "  quyết định bằng ý kiến văn bản; Họp khi"));
}

TEST_CASE("A page says in which part or at which criterion members differ", "[explain][made-up-2030/7.3]") {
  auto const rules = test::made_up().find("made-up-2030").value();
  auto const& salt = *rules->product_set(12).value();
  auto const sheet = [&](char const* member, int pan) {
    return test::best_sheet(salt, member).choose("1.2", pan).get();
  };
  auto const a = assess(rules, 12, {chaired(sheet("M1", 3)), sheet("M2", 2), sheet("M3", 3)}, {}, rules->defaults,
                        "village", {test::made_up().regulation("elders").value(), 3})
                     .value();
  CHECK(has(page_of(a, language::en),
            "  largest spread: 15 in part P, limit 3 [made-up-2030/7.3]\n"
            "  to be scored again; lowest: M2; highest: M1, M3\n"));
  CHECK(has(page_of(a, language::vi), "  chênh lệch lớn nhất: 15 ở phần P, giới hạn 3 [made-up-2030/7.3]\n"));
}

TEST_CASE("A self-assessment has no council on its page", "[explain][qd-26-2026/7.3.b]") {
  auto const a = test::assess_sheet(1, best());
  CHECK_FALSE(has(page_of(a, language::en, kind::first), "COUNCIL"));
  CHECK_FALSE(has(page_of(a, language::vi, kind::first), "HỘI ĐỒNG"));
}

TEST_CASE("A page says which single tick would lead to another result, up and down",
          "[explain][qd-26-2026/annex-2.1/1.5]") {
  // 99 points; 1.5 alone stands between four stars and five, one option less there and it is three.
  auto const a = test::assess_sheet(1, best().choose("1.5", 3));
  std::string const en = page_of(a, language::en), vi = page_of(a, language::vi);
  CHECK(has(en,
            "\nNEAREST OTHER RESULT (one option of one member changed)\n"
            "  higher: M1, 1.5 Production linkage: 3 → 4 (1 point"));
  CHECK(has(en, "): 5 stars\n  lower: M1, 1.5 Production linkage: 3 → 2 (1 point"));
  CHECK(has(en, "): 3 stars\n\n"));
  CHECK(has(vi,
            "\nKẾT QUẢ KHÁC GẦN NHẤT (đổi một lựa chọn của một thành viên)\n"
            "  cao hơn: M1, 1.5 Liên kết sản xuất: 3 → 4 (1 điểm): 5 sao\n"
            "  thấp hơn: M1, 1.5 Liên kết sản xuất: 3 → 2 (1 điểm): 3 sao\n\n"));
}

TEST_CASE("A page says so where no single tick leads up or down", "[explain][qd-26-2026/3.3]") {
  auto const nothing = test::assess_sheet(26, test::empty_sheet(test::product_set(26)));
  CHECK(has(page_of(nothing, language::en),
            "  higher: no single change leads there\n  lower: no single change leads there\n"));
  CHECK(has(page_of(nothing, language::vi),
            "  cao hơn: không thay đổi đơn lẻ nào\n  thấp hơn: không thay đổi đơn lẻ nào\n"));
  auto const all = test::assess_sheet(1, best());
  CHECK(has(page_of(all, language::en), "  higher: no single change leads there\n  lower: M1, 1.3 "));
}

TEST_CASE("A page of a recognised product says how long its certificate has effect and when to file again",
          "[explain][qd-26-2026/4.3][qd-26-2026/7.6.a]") {
  auto const a = council_of("tay-ninh", {chaired(best("M1")), best("M2"), best("M3")}, 3);
  certificate const c = issued("2026-08-20", 5);
  auto const page = [&](language l) {
    return explain(a, {"Bưởi", "DN-1", "qd-26-2026/11.1", kind::first, status_on(test::builtin(), c, c.issued).value()},
                   l);
  };
  CHECK(has(page(language::en),
            "  without effect from 2029-08-20 [qd-26-2026/4.3]\n"
            "  renewal to be filed from 2029-02-21 to 2029-04-22\n"));
  CHECK(has(page(language::vi),
            "  hết hiệu lực từ 2029-08-20 [qd-26-2026/4.3]\n"
            "  nộp hồ sơ đánh giá lại từ 2029-02-21 đến 2029-04-22\n"));
  CHECK_FALSE(has(page_of(a, language::en), "without effect"));
  // A level without certificate has no such lines.
  auto const none = status_on(test::builtin(), issued("2026-08-20", 2), on("2026-08-20")).value();
  CHECK_FALSE(has(explain(a, {"Bưởi", "DN-1", "x", kind::first, none}, language::en), "without effect"));
}

TEST_CASE("A centre's page says what the province may do with a product of less than 90 points",
          "[explain][qd-26-2026/7.4.g]") {
  auto const below =
      test::assess_sheets(1, {best().choose("4.3", 0).choose("1.1", 0).choose("1.4", 0)}, {}, {}, "centre");
  CHECK(has(page_of(below, language::en),
            "  sent back to: Provincial People's Committee [qd-26-2026/7.4.g]\n"
            "    - Recognise 3 or 4 stars on the central council's result\n"
            "    - Have the province evaluate again\n"));
  CHECK(has(page_of(below, language::vi),
            "  trả về: Ủy ban nhân dân cấp tỉnh [qd-26-2026/7.4.g]\n"
            "    - Công nhận 3 hoặc 4 sao theo kết quả của Hội đồng trung ương\n"
            "    - Tổ chức đánh giá lại ở cấp tỉnh\n"));
  CHECK_FALSE(has(page_of(test::assess_sheets(1, {best()}, {}, {}, "centre"), language::en), "sent back"));
}

TEST_CASE("Pages with council, margin and certificate have as many lines in both languages",
          "[explain][qd-26-2026/7.3.d]") {
  for (auto const* const regulation : {"default", "tay-ninh", "dong-thap", "software-2019", "software-2023"}) {
    auto const a = council_of(regulation, {chaired(best("M1")), best("M2").choose("1.2", 1), best("M\n3")}, 3);
    for (auto const k : {kind::first, kind::upgrade, kind::renewal}) {
      std::string const vi = page_of(a, language::vi, k), en = page_of(a, language::en, k);
      CAPTURE(regulation, vi, en);
      CHECK(lines_of(vi) == lines_of(en));
      CHECK(is_tidy(vi));
      CHECK(is_tidy(en));
    }
  }
}

TEST_CASE("The page of an edition shows every rule with its clause, and how it is known where not by the text",
          "[explain][qd-26-2026/4.3][qd-26-2026/5.1][qd-26-2026/7.6.a][qd-26-2026/8.4][qd-26-2026/12.2.a]") {
  auto const of_26 = edition_page(*test::edition());
  for (auto const* const part :
       {"36 tháng / months", "180 – 120 ngày / days", "15 ngày / days", "untrue-dossier: ", "form-01: ",
        "nộp trước / filed before 2026-05-22 → qd-148-2023, 60 ngày / days", "đợt / round 2, province", "04-30",
        "tỉnh-xã-số thứ tự-năm (4 chữ số)", "≥ 90 → ", "< 90 → ", "R-30", "[qd-26-2026/12.3]"}) {
    CAPTURE(part);
    CHECK(has(of_26, part));
  }
  CHECK_FALSE(has(of_26, "/7.6.a, "));
  auto const of_148 = edition_page(*test::edition("qd-148-2023"));
  CHECK(has(of_148, "[qd-148-2023/annex-2, secondary]"));
  CHECK(has(of_148, "[qd-148-2023/annex-2, unverified]"));
  CHECK(has(of_148, "thông báo trước / notice"));
  CHECK_FALSE(has(of_148, "thu hồi / revocation"));
  CHECK(has(of_148, "complete, unverified"));
  for (auto const& e : test::made_up().editions()) CHECK(edition_page(*e).size() > 500);
}

TEST_CASE("The page of an edition shows what is known of it besides figures: standing, days of checking, reasons",
          "[explain][qd-26-2026/3.3]") {
  auto const page = edition_page(*test::edition());
  CHECK(has(page, "cấp quốc gia / national level"));
  CHECK(has(page, "cấp tỉnh / provincial level"));
  CHECK(has(page, "[qd-26-2026/annex-2.1] đối chiếu / checked 2026-11-23\n"));
  for (auto const& r : test::edition()->readings) {
    CAPTURE(r.id.str());
    CHECK_FALSE(r.why.vi.empty());
    CHECK(has(page, "vì / because: " + r.why.vi + " / " + r.why.en));
  }
  CHECK_FALSE(has(page, "QUY CHẾ HỘI ĐỒNG"));
}

TEST_CASE("The page of an edition shows every council regulation that it is given, with rounds and form of session",
          "[explain][council-tay-ninh/scoring][council-tay-ninh/quorum][council-tay-ninh/spread]") {
  auto const catalog =
      load_catalog(test::patched(builtin_rule_files(),
                                 R"([{ "file": "councils/tay-ninh.json", "at": "/session", "set": "vote" }])"))
          .catalog.value();
  auto const page = edition_page(*test::edition(), catalog.regulations());
  for (auto const* const part :
       {"QUY CHẾ HỘI ĐỒNG / COUNCIL REGULATIONS", "tay-ninh", "3/4, có chủ tịch / with the chair",
        "≤ 10, tổng / total, R-19", "< 10, tổng / total ", "vote", "[council-tay-ninh/spread, secondary]",
        "R-08=rounded", "một điểm thống nhất / one agreed score", "tổng trung bình từng tiêu chí"}) {
    CAPTURE(part);
    CHECK(has(page, part));
  }
  auto const rounds = page.find("vòng chấm / rounds of scoring", page.find("  tay-ninh"));
  CHECK(page.substr(rounds, page.find('\n', rounds) - rounds).find('2') != std::string::npos);
}

}  // namespace pages_test
