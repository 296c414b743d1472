#include "command.hpp"

#include "ocop/base/text.hpp"
#include "ocop/stream/stream.hpp"
#include "ocop/explain/explanation.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

namespace ocop::cli {
namespace {

/// Where the results go: one way of laying answers out.
class output {
 public:
  output() = default;
  output(output const&) = delete;
  output& operator=(output const&) = delete;
  virtual ~output() = default;
  /// Answers a stream; `write` is called in order with one text per answer.
  [[nodiscard]] virtual stream_counts answer(rule_catalog const& catalog, std::istream& in,
                                             stream_options const& options, line_writer const& write) const = 0;
  virtual void write(std::string_view text) { std::cout << text; }
  virtual void finish() {}
};

class jsonl_output final : public output {
 public:
  stream_counts answer(rule_catalog const& catalog, std::istream& in, stream_options const& options,
                       line_writer const& write) const override {
    return score_stream(catalog, in, options, layout::line, write);
  }
  void write(std::string_view text) override { std::cout << text << '\n'; }
};

/// One array of all answers.
class json_output final : public output {
  bool first_ = true;

 public:
  stream_counts answer(rule_catalog const& catalog, std::istream& in, stream_options const& options,
                       line_writer const& write) const override {
    return score_stream(catalog, in, options, layout::indented, write);
  }
  void write(std::string_view text) override {
    std::cout << (first_ ? "[\n" : ",\n") << text;
    first_ = false;
  }
  void finish() override { std::cout << (first_ ? "[]\n" : "\n]\n"); }
};

/// One row per answer.
class row_output : public output {
 public:
  stream_counts answer(rule_catalog const& catalog, std::istream& in, stream_options const& options,
                       line_writer const& write) const override {
    return score_stream(
        catalog, in, options, [this](stream_answer const& a) { return render(a); }, write);
  }
  /// Called from several threads.
  [[nodiscard]] virtual std::string render(stream_answer const& answer) const = 0;
};

/// The first unmet mark that holds the product back, as `1.5>=4`.
std::string capped_by(assessment const& a) {
  if (!a.ranking.capped_by) return {};
  compiled_gate const& gate = a.set->gates[*a.ranking.capped_by];
  return a.set->criteria[gate.criterion].id.str() +
         ">=" + std::to_string(needed_option(*a.set, gate, a.readings).value());
}

std::string star_number(std::optional<stars> s) { return s ? std::to_string(s->value) : std::string(); }

/// Comma-separated values by RFC 4180: one row per answer, parts by their codes.
class csv_output final : public row_output {
  std::vector<std::string> parts_;

 public:
  explicit csv_output(rule_catalog const& catalog) {
    for (auto const& e : catalog.revisions())
      for (auto const& p : e->parts)
        if (std::find(parts_.begin(), parts_.end(), p.code) == parts_.end()) parts_.push_back(p.code);
    std::vector<std::string> row{"submission", "product", "edition", "set", "sheets"};
    row.insert(row.end(), parts_.begin(), parts_.end());
    row.insert(row.end(), {"mean", "exact", "outcome", "stars_by_points", "stars", "capped_by", "recognised_by",
                           "certificate", "forward_to", "line", "error", "where", "message"});
    std::cout << joined(row);
  }
  std::string render(stream_answer const& a) const override {
    std::vector<std::string> row;
    if (!a.content) {
      issue const& why = a.content.error();
      row.assign(parts_.size() + 18, {});
      row.front() = a.id;
      row[row.size() - 4] = std::to_string(a.line);
      row[row.size() - 3] = std::string(to_string(why.code));
      row[row.size() - 2] = why.where;
      row.back() = why.message;
      return joined(row);
    }
    assessment const& s = a.content->assessed;
    ranking const& r = s.ranking;
    row = {a.content->from.id, a.content->from.product.name, s.rules->edition.str(), std::to_string(s.set->number),
           std::to_string(s.sheets.size())};
    for (auto const& code : parts_) {
      std::string cell;
      for (std::size_t p = 0; p < s.rules->parts.size(); ++p)
        if (s.rules->parts[p].code == code) cell = s.council.by_part[p].decimal();
      row.push_back(std::move(cell));
    }
    bool const recognised = r.recognition && !r.recognition->by.empty();
    row.insert(row.end(), {s.council.total.decimal(), s.council.total.exact(), std::string(to_string(r.how)),
                           star_number(r.by_points), star_number(r.final_stars), capped_by(s),
                           recognised ? r.recognition->by : std::string(),
                           recognised && r.recognition->certificate ? "true" : "false",
                           r.forward ? r.forward->to : std::string(), std::to_string(a.line), "", "", ""});
    return joined(row);
  }

 private:
  static std::string joined(std::vector<std::string> const& row) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += ',';
      if (row[i].find_first_of(",\"\r\n") == std::string::npos) {
        text += row[i];
        continue;
      }
      text += '"';
      for (char const c : row[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    return text + "\r\n";
  }
};

/// Aligned rows for a person, headings in both languages.
class table_output final : public row_output {
  static constexpr char cell_end = '\x1F';
  static constexpr std::size_t rows_to_measure = 1000;
  text_table table_;

  static std::vector<text_table::align> layout_of_columns() {
    using a = text_table::align;
    return {a::left, a::right, a::right, a::right, a::left, a::left, a::left, a::left, a::left};
  }

 public:
  table_output() : table_(layout_of_columns()) {
    table_.add({"Hồ sơ", "Bộ", "Phiếu", "Điểm", "Kết quả", "Theo điểm", "Hạng", "Giữ lại bởi", "Sản phẩm"});
    table_.add({"Dossier", "Set", "Sheets", "Mean", "Outcome", "By points", "Stars", "Held by", "Product"});
  }
  std::string render(stream_answer const& a) const override {
    if (!a.content) {
      issue const& why = a.content.error();
      return joined({a.id, "", "", "", "lỗi / error", "", "", "",
                     "line " + std::to_string(a.line) + " " + why.where + ": " + why.message});
    }
    assessment const& s = a.content->assessed;
    ranking const& r = s.ranking;
    return joined({a.content->from.id, std::to_string(s.set->number), std::to_string(s.sheets.size()),
                   s.council.total.decimal(),
                   std::string(in_words(r.how, language::vi)) + " / " + std::string(in_words(r.how, language::en)),
                   star_row(r.by_points), star_row(r.final_stars), capped_by(s), a.content->from.product.name});
  }
  void write(std::string_view text) override {
    std::vector<std::string> row(1);
    for (char const c : text) {
      if (c == cell_end) row.emplace_back();
      else row.back() += c;
    }
    table_.add(std::move(row));
    if (table_.size() >= rows_to_measure) std::cout << table_.take();
  }
  void finish() override { std::cout << table_.take(); }

 private:
  static std::string star_row(std::optional<stars> s) {
    std::string text;
    for (int i = 0; s && i < s->value; ++i) text += "★";
    return text.empty() ? "-" : text;
  }
  static std::string joined(std::vector<std::string> const& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i)
      text += (i > 0 ? std::string(1, cell_end) : std::string()) + one_line(cells[i]);
    return text;
  }
};

struct score_options {
  std::vector<std::string> files{"-"};
  std::string format = "jsonl";
  unsigned threads = 0;
};

std::unique_ptr<output> make_output(std::string const& format, rule_catalog const& catalog) {
  if (format == "json") return std::make_unique<json_output>();
  if (format == "csv") return std::make_unique<csv_output>(catalog);
  if (format == "table") return std::make_unique<table_output>();
  return std::make_unique<jsonl_output>();
}

int run(common_options const& common, score_options const& o) {
  stream_options options;
  options.threads = o.threads > 0 ? o.threads : std::max(1U, std::thread::hardware_concurrency());
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  options.readings = readings_of(common, *catalog);

  stop::hold const until_finished;
  auto const out = make_output(o.format, *catalog);
  int const code = each_file(o.files, "Đã chấm / scored", [&](input& in, stream_shape shape, progress& bar) {
    std::error_code error;
    std::uint64_t const size = in.is_standard() ? 0 : std::filesystem::file_size(in.shown(), error);
    options.shape = shape;
    std::uint64_t answered = 0;
    auto const counts = out->answer(*catalog, in, options, [&](std::string_view text, std::uint64_t bytes) {
      if (!goes_on()) return false;
      out->write(text);
      bar.show(++answered, bytes, error ? 0 : size);
      return std::cout.good();
    });
    bar.clear();
    if (counts.failed > 0)
      std::cerr << in.shown() << ": " << grouped(counts.failed) << " of " << grouped(counts.answered)
                << " submissions could not be evaluated, the first on line " << counts.first_failed_line << "\n";
    return counts;
  });
  out->finish();
  std::cout.flush();
  return code;
}

}  // namespace

void add_score(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<score_options>();
  auto* const command =
      app.add_subcommand("score", "Score submissions: one JSON object, or one per line\nChấm và phân hạng hồ sơ");
  command->add_option("FILE", o->files, "Files of submissions, - for standard input")->capture_default_str();
  command->add_option("--format", o->format, "Layout of the results")
      ->check(CLI::IsMember({"jsonl", "json", "table", "csv"}))
      ->capture_default_str();
  command->add_option("--threads", o->threads, "Threads to use; all cores if not given")->check(CLI::Range(1U, 256U));
  command->footer("Example: ocop score dossiers.jsonl --format table --reading R-07=mean");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
