#include "command.hpp"

#include "ocop/compile/builtin_rule_image.hpp"
#include "ocop/compile/comparison.hpp"
#include "ocop/compile/verify.hpp"
#include "ocop/exchange/expanded_edition.hpp"
#include "ocop/explain/comparison_page.hpp"
#include "ocop/explain/edition_page.hpp"
#include "ocop/explain/revision_page.hpp"
#include "ocop/load/load.hpp"

#include <algorithm>
#include <iostream>
#include <memory>

namespace ocop::cli {
namespace {

using edition_ptr = std::shared_ptr<compiled_rule_set const>;

struct rules_options {
  std::string edition;
  std::string later;  ///< the other edition of a comparison
  std::optional<std::string> folder;
  std::string expand;  ///< edition to write with its wordings filled in
  std::string language = "vi";
  int set = 0;
};

std::string both(label const& l) { return l.vi + " / " + l.en; }

/// When and why a revision was made, and whether it changes more than words.
std::string about_revision(compiled_rule_set const& e, compiled_rule_set const& before) {
  bool const is_words = e.wordless_sha256 == before.wordless_sha256;
  return e.full_name() + "  " + (e.revision.dated ? to_string(*e.revision.dated) : "-") + "  " + both(e.revision.why) +
         (e.revision.source.empty() ? "" : "  [" + e.revision.source + "]") +
         (is_words ? "  chỉ lời văn / words alone\n" : "  quy định / rules\n");
}

int list(common_options const& common) {
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  text_table table(
      {align::left, align::left, align::left, align::right, align::right, align::right, align::left, align::left});
  table.add({"Bản", "Từ ngày", "Đến trước", "Bộ", "Mức", "Dấu sao", "Còn thiếu", "SHA-256"});
  table.add({"Edition", "From", "Until", "Sets", "Options", "Marks", "Incomplete", "SHA-256"});
  auto const& all = catalog->revisions();
  std::string revisions;
  for (auto at = all.begin(); at != all.end(); ++at) {
    auto const& e = *at;
    auto const is_same = [&](auto const& other) { return other->edition == e->edition; };
    bool const has_several = std::count_if(all.begin(), all.end(), is_same) > 1;
    if (at != all.begin() && (*(at - 1))->edition == e->edition) revisions += about_revision(*e, **(at - 1));
    std::size_t options = 0;
    std::size_t gates = 0;
    for (auto const& set : e->product_sets) {
      gates += set.gates.size();
      for (auto const& c : set.criteria)
        for (auto const& l : c.lists) options += l.options.size();
    }
    std::string lacking;
    for (auto const& t : e->topics)
      if (t.status != "complete") lacking += (lacking.empty() ? "" : ", ") + t.topic + " " + t.status;
    table.add({has_several ? e->full_name() : e->edition.str(), to_string(e->from),
               e->until ? to_string(*e->until) : "-", std::to_string(e->product_sets.size()), std::to_string(options),
               std::to_string(gates), lacking.empty() ? "-" : lacking, e->sha256.substr(0, 12)});
  }
  std::cout << table.take() << (revisions.empty() ? "" : "\n") << revisions;
  return done;
}

/// The edition asked for and, where one is, the set; a message where either is not there.
std::optional<std::pair<edition_ptr, compiled_product_set const*>> find(rule_catalog const& catalog,
                                                                        rules_options const& o) {
  auto rules = catalog.find(o.edition);
  if (!rules) {
    std::cerr << rules.error().message << '\n';
    return std::nullopt;
  }
  if (o.set == 0) return std::pair{std::move(*rules), static_cast<compiled_product_set const*>(nullptr)};
  auto const set = (*rules)->product_set(o.set);
  if (!set) {
    std::cerr << set.error().message << '\n';
    return std::nullopt;
  }
  return std::pair{std::move(*rules), *set};
}

std::string marks_of(compiled_product_set const& set, std::size_t criterion, std::size_t list, int option) {
  std::string text;
  for (auto const& g : set.gates)
    if (g.criterion == criterion && g.list == list && g.option == option)
      text += (text.empty() ? "" : "|") + std::to_string(g.level.value);
  return text;
}

/// The notes that stand at a section or a criterion.
void add_notes(text_table& table, compiled_product_set const& set, std::string const& at) {
  for (auto const& n : set.notes)
    if (n.at == at) table.add({"", "", "!", both(n.text) + (n.when_text.empty() ? "" : "  " + n.when_text)});
}

void show_set(compiled_rule_set const& e, compiled_product_set const& set) {
  std::cout << set.number << " " << both(set.name) << "  [" << set.cite.at << "]\n"
            << e.shown_name() << "  sha256 " << set.sha256 << "\n\n";
  for (std::size_t n = 0; n < set.notes.size() && set.notes[n].at.empty(); ++n)
    std::cout << both(set.notes[n].text) << "  [" << set.notes[n].cite << "]\n";
  text_table table({align::left, align::right, align::left, align::left});
  for (std::size_t i = 0; i < set.criteria.size(); ++i) {
    compiled_criterion const& c = set.criteria[i];
    if (i == 0 || set.criteria[i - 1].section != c.section) {
      compiled_heading const& s = set.sections[c.section];
      table.add({"", "", "", ""});
      table.add({e.parts[s.above].code + " " + s.code,
                 points_text(s.max, e.unit) + (s.counts_at_most ? " ≤ " + points_text(*s.counts_at_most, e.unit) : ""),
                 "", both(s.title)});
      if (s.code != c.id.str()) add_notes(table, set, s.code);
    }
    table.add({c.id.str(), points_text(c.max, e.unit), "", both(c.title) + "  [" + c.cite.at + "]"});
    for (std::size_t l = 0; l < c.lists.size(); ++l) {
      if (c.lists[l].case_no) table.add({"", "", "", both(c.lists[l].title)});
      if (std::string const marks = marks_of(set, i, l, 0); !marks.empty()) table.add({"", "", marks + "★", ""});
      for (std::size_t k = 0; k < c.lists[l].options.size(); ++k) {
        compiled_option const& o = c.lists[l].options[k];
        std::string const marks = marks_of(set, i, l, static_cast<int>(k) + 1);
        table.add({"    " + std::to_string(k + 1), points_text(o.worth, e.unit), marks.empty() ? "" : marks + "★",
                   both(o.text) + "  {" + o.id.str() + "}"});
      }
    }
    add_notes(table, set, c.id.str());
    if (c.anomaly) table.add({"", "", "?", both(*c.anomaly)});
  }
  for (auto const& m : set.minimums)
    table.add({m.code, "≥ " + points_text(m.least, e.unit), std::to_string(m.level.value) + "★",
               "tối thiểu / minimum  [" + m.cite.at + "]"});
  std::cout << table.take();
}

int show(common_options const& common, rules_options const& o) {
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const found = find(*catalog, o);
  if (!found) return usage;
  if (found->second) show_set(*found->first, *found->second);
  else std::cout << edition_page(*found->first, catalog->regulations());
  return done;
}

std::string csv_cell(std::string const& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string cell = "\"";
  for (char const c : text) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + '"';
}

int table(common_options const& common, rules_options const& o) {
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const found = find(*catalog, o);
  if (!found) return usage;
  std::cout << "set_no,part,section_no,criterion_code,criterion_max,case,option_no,points,option_star,criterion_star,"
               "label_vi,label_en\n";
  for (auto const& set : found->first->product_sets) {
    if (found->second && found->second != &set) continue;
    for (std::size_t i = 0; i < set.criteria.size(); ++i) {
      compiled_criterion const& c = set.criteria[i];
      compiled_heading const& section = set.sections[c.section];
      for (std::size_t l = 0; l < c.lists.size(); ++l) {
        compiled_option_list const& options = c.lists[l];
        for (std::size_t k = 0; k < options.options.size(); ++k) {
          compiled_option const& option = options.options[k];
          std::cout << set.number << ',' << found->first->parts[section.above].code << ',' << section.code << ','
                    << c.id.str() << ',' << points_text(c.max, set.unit) << ','
                    << (options.case_no ? std::to_string(options.case_no) : std::string()) << ',' << k + 1 << ','
                    << points_text(option.worth, set.unit) << ',' << marks_of(set, i, l, static_cast<int>(k) + 1) << ','
                    << marks_of(set, i, l, 0) << ',' << csv_cell(option.text.vi) << ',' << csv_cell(option.text.en)
                    << '\n';
        }
      }
    }
  }
  return done;
}

int diff(common_options const& common, rules_options const& o) {
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const from = find(*catalog, {o.edition, {}, {}, {}, {}, 0});
  auto const to = find(*catalog, {o.later, {}, {}, {}, {}, o.set});
  if (!from || !to) return usage;
  language const l = o.language == "vi" ? language::vi : language::en;
  if (o.set == 0 && from->first->edition == to->first->edition) {
    std::vector<edition_ptr> between;
    auto const [low, high] = std::minmax(from->first->revision.number, to->first->revision.number);
    for (auto const& e : catalog->revisions())
      if (e->edition == to->first->edition && e->revision.number > low && e->revision.number <= high)
        between.push_back(e);
    std::cout << explain_revisions(*from->first, *to->first, between, l);
    return done;
  }
  if (o.set == 0) std::cout << explain_succession(*from->first, *to->first, l) << '\n';
  for (auto const& set : to->first->product_sets) {
    if (o.set != 0 && set.number != o.set) continue;
    auto const before = counterparts(*from->first, set);
    for (auto const* const old : before) std::cout << explain(compare(*old, set), l) << '\n';
    if (before.empty() && o.set != 0)
      std::cerr << from->first->edition.str() << " has no set for the products of set " << o.set << ".\n";
  }
  return done;
}

int lint_folder(common_options const& common, rules_options const& o) {
  auto const& folder = o.folder ? o.folder : common.rules;
  rule_files files = builtin_rule_files();
  if (folder) {
    auto read = read_rule_files(*folder);
    if (!read) {
      print_issues(std::cout, {read.error()});
      return incomplete;
    }
    files = with_schemas_of(std::move(*read), builtin_rule_files());
  }
  if (o.expand.empty()) {
    auto const report = load_rules(files);
    print_issues(std::cout, report.issues);
    return report.ok() ? done : incomplete;
  }
  auto const report = load_catalog(files);
  if (!report.catalog) {
    print_issues(std::cerr, report.issues);
    return incomplete;
  }
  auto const edition = report.catalog->find(o.expand);
  if (!edition) throw CLI::ValidationError("--expand", edition.error().message);
  std::cout << write_expanded(**edition) << '\n';
  return done;
}

/// Prints what is wrong with what stands under a name, or that nothing is.
void print_verdict(std::string const& name, std::vector<issue> const& wrong) {
  bool is_ok = true;
  for (auto const& i : wrong) {
    if (i.where != name) continue;
    std::cout << name << ": " << i.message << '\n';
    is_ok = false;
  }
  if (is_ok) std::cout << name << ": ok\n";
}

/// Computes the digests of all rules again, and compares the image built in, or that of a folder, with the JSON that it
/// comes from.
int verify(common_options const& common) {
  rule_files files = builtin_rule_files();
  if (common.rules) {
    auto read = read_rule_files(*common.rules);
    if (!read) {
      print_issues(std::cerr, {read.error()});
      return incomplete;
    }
    files = with_schemas_of(std::move(*read), builtin_rule_files());
  }
  auto const report = load_catalog(files);
  if (!report.catalog) {
    print_issues(std::cerr, report.issues);
    return incomplete;
  }
  std::string const image = !common.rules ? std::string() : write_image(*report.catalog);
  auto const catalog = read_image(!common.rules ? builtin_rule_image() : std::string_view(image));
  if (!catalog) {
    std::cout << catalog.error().message << '\n';
    return difference;
  }
  auto const wrong = verify_digests(*catalog, *report.catalog);
  std::vector<std::string> names;
  for (auto const& e : catalog->revisions()) names.push_back(e->shown_name());
  for (auto const& r : catalog->regulations()) names.push_back("council " + r->id);
  for (auto const& p : catalog->programmes()) names.push_back("programme " + p->id);
  for (auto const& i : wrong)
    if (std::find(names.begin(), names.end(), i.where) == names.end()) names.push_back(i.where);
  for (auto const& name : names) print_verdict(name, wrong);
  return wrong.empty() ? done : difference;
}

}  // namespace

void add_rules(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<rules_options>();
  auto* const rules =
      app.add_subcommand("rules", "The law as data: list, show, table, diff, lint, verify\nLuật dưới dạng dữ liệu");
  rules->require_subcommand(1);
  rules->footer("Example: ocop rules show qd-26-2026 --set 1");
  auto const add = [&](char const* name, char const* what, bool has_edition, auto run) {
    auto* const command = rules->add_subcommand(name, what);
    if (has_edition) {
      command->add_option("EDITION", o->edition, "Edition or rule set, e.g. qd-26-2026; of one revision, qd-26-2026#1")
          ->required();
      command->add_option("--set", o->set, "One product set by its number")->check(CLI::Range(1, 999));
      command->footer(std::string("Example: ocop rules ") + name + " qd-26-2026 --set 1");
    }
    command->callback([&common, &code, o, run] { code = run(common, *o); });
    return command;
  };
  add("list", "The editions and revisions that are loaded", false, [](auto const& c, auto const&) { return list(c); });
  add("show", "An edition, or one of its product sets, on a page", true,
      [](auto const& c, auto const& opts) { return show(c, opts); });
  add("table", "Every option with its points and marks, as CSV", true,
      [](auto const& c, auto const& opts) { return table(c, opts); });
  auto* const compared =
      rules->add_subcommand("diff", "What changed from one edition or revision to another, set by set");
  compared
      ->add_option("FROM", o->edition, "Edition or rule set before, e.g. qd-148-2023; of one revision, qd-148-2023#1")
      ->required();
  compared->add_option("TO", o->later, "Edition or rule set after, e.g. qd-26-2026")->required();
  compared->add_option("--set", o->set, "One product set of the later edition by its number")
      ->check(CLI::Range(1, 999));
  compared->add_option("--lang", o->language, "Language of the names")
      ->check(CLI::IsMember({"vi", "en"}))
      ->capture_default_str();
  compared->footer("Example: ocop rules diff qd-148-2023 qd-26-2026 --set 1 --lang en");
  compared->callback([&common, &code, o] { code = diff(common, *o); });
  auto* const lint = add("lint", "Check rule data and print every issue", false,
                         [](auto const& c, auto const& opts) { return lint_folder(c, opts); });
  lint->add_option("DIR", o->folder, "Folder of rule data; the built-in rules if not given");
  lint->add_option("--expand", o->expand, "Write this edition with its wordings filled in, as JSON")
      ->type_name("EDITION");
  lint->footer("Example: ocop rules lint rules/");
  auto* const verified =
      add("verify", "Compute every SHA-256 again, and compare the rules built in with the JSON that they come from",
          false, [](auto const& c, auto const&) { return verify(c); });
  verified->footer("Example: ocop rules verify\nEnds with 4 where something differs.");
}

}  // namespace ocop::cli
