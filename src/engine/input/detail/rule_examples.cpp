#include "engine/input/detail/rule_examples.h"

#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "schema/apply_defaults.h"
#include "schema/normal_values.h"
#include "schema/validate.h"

#include <algorithm>
#include <charconv>
#include <functional>

// Examples are found by trying: made-up data, changed at the fields that the rule names, are
// checked by the schema and by the rule itself. So they are right for any rule, in words or
// as an expression, without knowledge of the words. For each rule: the pointers of fields
// whose names its expressions contain become variables (at most 8), each with a few values
// made from the type of the field and of texts and numbers in the rule: for `item.number |
// length >= 4` texts of 3, 4 and 5 characters. Then the made-up data is tried unchanged, with
// one variable changed, with two, up to four. A copy of the rule whose `assert` is false
// tells whether the rule applies at all: if the copy is satisfied, the rule does not apply
// (Aside).
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

/// Maximum number of checks for one rule; after that, examples are unlikely to be found.
constexpr int kMostTries = 3000;
constexpr std::size_t kMostVariables = 8;

/// A value that may be changed, and the JSON texts that it may have; nullopt: it is left out.
struct Variable {
  std::string pointer;
  std::vector<std::optional<std::string>> values;
  bool is_list = false;  // the values are numbers of rows
};

/// The rule of the manifest, and a copy that is violated whenever the rule applies.
class TriedRule {
 public:
  TriedRule(const Value& rule, const CompiledKind& kind) : kind_(kind) {
    std::string json = data::value_json(rule);
    // Compiled with severity error, or check() would not answer "violated".
    own_ = compile(json, false);
    applied_ = compile(json, true);
  }

  // Unfit data are not an example; Aside is one only if nothing better is found.
  enum class Outcome : std::uint8_t { Unfit, Aside, Accepted, Refused };

  /// Unfit: the schema refuses the data, or the rule fails; Aside: it does not apply.
  Outcome try_with(const ExampleData& example) {
    if (!own_ || !applied_) return Outcome::Unfit;
    // Messages do not matter here.
    diagnostics::DiagnosticSink unheard;
    const std::string text = example.json();
    resources::SourceStore sources;
    auto document = data::read_json(sources.add("example", text), text, {}, unheard);
    if (!document) return Outcome::Unfit;
    // As when data is read: a text `--` means that no value is given.
    schema::NormalValues normal = schema::normal_values(*kind_.schema, *std::move(document), sources, {}, unheard);
    // Data that normal_values() has found valid need not be validated again.
    if (!normal.valid && !schema::validate(*kind_.schema, normal.document.root(), {}, unheard)) return Outcome::Unfit;
    const schema::WithDefaults filled = schema::apply_defaults(*kind_.schema, std::move(normal.document), {});
    if (violates(*applied_->rules, filled.document)) {
      return violates(*own_->rules, filled.document) ? Outcome::Refused : Outcome::Accepted;
    }
    return Outcome::Aside;
  }

 private:
  // Each rule is compiled as the only one of a separate rule set. `rules` refers to `document`, which refers to `text`,
  // so the three stay at one place (unique_ptr).
  struct Compiled {
    std::string text;
    std::optional<data::Document> document;
    std::optional<rules::RuleSet> rules;
  };

  std::unique_ptr<Compiled> compile(const std::string& rule, bool always_violated) const {
    auto json = base::parse_json(rule);
    if (!json) return nullptr;
    json->set("severity", "error");
    if (always_violated) json->set("assert", "false");
    base::Json message = base::Json::object();
    // A message with places could fail for made-up data; only the outcome counts.
    json->set("message", std::move(message.set("zh", "-").set("en", "-")));
    auto made = std::make_unique<Compiled>();
    made->text = "[" + json->text() + "]";
    diagnostics::DiagnosticSink unheard;
    resources::SourceStore sources;
    const diagnostics::SourceId source = sources.add("rules", made->text);
    auto document = data::read_json(source, made->text, {}, unheard);
    if (!document) return nullptr;
    made->document = *std::move(document);
    // The name that the rules of kinds may use besides the data.
    static constexpr std::string_view kNames[] = {"calendar"};
    auto rules = rules::RuleSet::compile(made->document->root(),
                                         {sources, &*kind_.schema, rules::CompileTexts::Now, kNames}, unheard);
    if (!rules) return nullptr;
    made->rules.emplace(*std::move(rules));
    return made;
  }

  bool violates(const rules::RuleSet& rules, const data::Document& document) const {
    diagnostics::DiagnosticSink heard;
    const templating::Binding more[] = {{"calendar", std::span<const Value>(kind_.calendars.roots)}};
    return !rules.check(document.root(), templating::Limits{}, heard, more);
  }

  const CompiledKind& kind_;
  std::unique_ptr<Compiled> own_;
  std::unique_ptr<Compiled> applied_;
};

/// Words of an expression, and the texts and numbers in it. This is not a parser: superfluous findings only add
/// variables and values to try.
struct RuleWordsFound {
  std::set<std::string, std::less<>> names;
  std::vector<std::string> texts;
  std::vector<std::int64_t> numbers;

  void read(std::string_view expression) {
    for (std::size_t at = 0; at < expression.size();) {
      const char c = expression[at];
      std::size_t end = at + 1;
      if (c == '"' || c == '\'') {
        // Texts with escaped quotation marks are cut short, which costs at most a candidate.
        end = std::min(expression.find(c, at + 1), expression.size());
        const std::string_view text = expression.substr(at + 1, end - at - 1);
        texts.emplace_back(text);
        // `map(attribute="name")`
        names.emplace(text.substr(text.rfind('.') + 1));
        ++end;
      } else if (base::is_ascii_alpha(c) || c == '_') {
        while (end < expression.size() && (base::is_ascii_alnum(expression[end]) || expression[end] == '_')) ++end;
        names.emplace(expression.substr(at, end - at));
      } else if (base::is_ascii_digit(c)) {
        while (end < expression.size() && base::is_ascii_digit(expression[end])) ++end;
        std::int64_t number = 0;
        std::from_chars(expression.data() + at, expression.data() + end, number);
        numbers.push_back(number);
      }
      at = end;
    }
  }
};

/// Searches one rule; `run` fills `accepted` and `refused`.
class ExampleFinder {
 public:
  ExampleFinder(const Value& rule, const CompiledKind& kind, const FormFile& form)
      : form_(form), tried_(rule, kind), base_(form, 2) {
    // All expressions of the rule may name fields.
    for (const std::string_view member : {"assert", "when", "at", "each"}) {
      const auto text = rule.find(member);
      if (text && text->is_string()) found_.read(text->string());
      for (std::size_t i = 0; text && text->is_array() && i < text->size(); ++i) found_.read(text->at(i).string());
    }
    make_variables();
  }

  std::optional<ExampleData> accepted;
  std::optional<ExampleData> refused;
  std::set<std::string, std::less<>> members;  // of the form that the rule reads

  /// Returns the pointers of the values that the search changes.
  std::vector<std::string> pointers() const {
    std::vector<std::string> all;
    for (const Variable& variable : variables_) all.push_back(variable.pointer);
    return all;
  }

  void run() {
    look(base_);
    // Starts with one change, so that the examples differ from each other as little as possible.
    for (std::size_t changes = 1; changes <= 4 && !is_done(); ++changes) change(base_, 0, changes);
    // Data to which the rule does not apply is also accepted, if no better data is found.
    if (!accepted) accepted = std::move(aside_);
  }

 private:
  bool is_done() const { return (accepted && refused) || tries_ > kMostTries; }

  void look(const ExampleData& data) {
    ++tries_;
    switch (tried_.try_with(data)) {
      case TriedRule::Outcome::Unfit: break;
      case TriedRule::Outcome::Aside:
        if (!aside_) aside_ = data;
        break;
      case TriedRule::Outcome::Accepted:
        if (!accepted) accepted = data;
        break;
      case TriedRule::Outcome::Refused:
        if (!refused) refused = data;
        break;
    }
  }

  /// Tries all ways to change `left` of the variables from number `from` on, depth first.
  void change(const ExampleData& data, std::size_t from, std::size_t left) {
    for (std::size_t i = from; i < variables_.size(); ++i) {
      for (const std::optional<std::string>& value : variables_[i].values) {
        if (is_done()) return;
        ExampleData changed = data;
        if (variables_[i].is_list) {
          // Values of a list are its numbers of rows.
          changed.set_rows(variables_[i].pointer, static_cast<std::size_t>(std::stoul(*value)));
        } else {
          changed.set(variables_[i].pointer, value);
        }
        if (left == 1) {
          look(changed);
        } else {
          change(changed, i + 1, left - 1);
        }
      }
    }
  }

  void make_variables() {
    for (const FormField& field : form_.fields) {
      const bool is_named = names_all_of(field.pointer);
      if (field.type == FormFieldType::Signatures && is_named) {
        add_signatures(field);
      } else if (field.type == FormFieldType::Opinion && is_named) {
        add({field.pointer + "/text", {"\"同意\""}});
        add({field.pointer + "/date", {"\"2030-05-06\"", "\"2030-05-05\""}});
      } else if (field.type == FormFieldType::List && is_named) {
        add_rows(field);
      } else if (field.type != FormFieldType::Group && is_named) {
        add_values(field);
      }
    }
  }

  /// Whether the rule has each part of the pointer among its words: `/jobs/*/from` needs `jobs` and
  /// `from`.
  bool names_all_of(std::string_view pointer) const {
    while (!pointer.empty()) {
      pointer.remove_prefix(1);
      const std::size_t end = std::min(pointer.find('/'), pointer.size());
      const std::string_view part = pointer.substr(0, end);
      if (part != "*" && !found_.names.contains(part)) return false;
      pointer.remove_prefix(end);
    }
    return true;
  }

  void add(Variable variable) {
    // Each variable multiplies the combinations; a rule with more fields is tried with the first eight.
    if (variables_.size() == kMostVariables || variable.values.empty()) return;
    // The member of the data, `/leader/name` → leader.
    members.insert(variable.pointer.substr(1, variable.pointer.find('/', 1) - 1));
    variables_.push_back(std::move(variable));
  }

  /// A few small numbers of rows, and those next to the numbers in the rule, within the limits of the list.
  void add_rows(const FormField& list) {
    const auto limits = list.value.find("rows");
    std::set<std::int64_t> counts{0, 1, 3};
    for (const std::int64_t number : found_.numbers) {
      for (const std::int64_t count : {number - 1, number, number + 1}) {
        if (count <= 40) counts.insert(count);
      }
    }
    Variable rows{list.pointer, {}, true};
    for (const std::int64_t count : counts) {
      const bool fits = limits->size() < 2 || count <= limits->at(1).integer();
      if (fits && count >= limits->at(0).integer()) rows.values.emplace_back(std::to_string(count));
    }
    add(std::move(rows));
  }

  void add_values(const FormField& field) {
    std::vector<std::string> pointers{field.pointer};
    if (const std::size_t star = field.pointer.find("/*/"); star != std::string::npos) {
      pointers.clear();
      // The first two rows: enough for rules that compare entries.
      for (const std::string_view row : {"0", "1"}) {
        pointers.push_back(field.pointer.substr(0, star + 1) + std::string(row) + field.pointer.substr(star + 2));
      }
    }
    for (std::string& pointer : pointers) add({std::move(pointer), candidates(field)});
  }

  std::vector<std::optional<std::string>> candidates(const FormField& field) const {
    std::vector<std::optional<std::string>> values;
    const auto put = [&values](std::optional<std::string> value) {
      if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
    };
    if (!field.options.empty() || field.type == FormFieldType::YesNo || field.type == FormFieldType::Texts) {
      // At most twelve choices are tried.
      const std::size_t count = field.options.empty() ? 2 : std::min<std::size_t>(field.options.size(), 12);
      for (std::size_t i = 0; i < count; ++i) put(example_value(field, i));
      put(std::nullopt);
      if (field.type == FormFieldType::Texts) add_lists(field, put);
      return values;
    }
    put(example_value(field, 0));
    put(example_value(field, 1));
    // Left out.
    put(std::nullopt);
    if (field.type == FormFieldType::Number) {
      for (const std::int64_t number : found_.numbers) {
        for (const std::int64_t near : {number - 1, number, number + 1}) put(std::to_string(near));
      }
    } else if (field.type == FormFieldType::Date || field.type == FormFieldType::Month) {
      const bool is_day = field.type == FormFieldType::Date;
      // Days before and after that of example_value(), and days that make ages of 15, 40 and 80 years.
      for (const std::string_view day : {"2030-05-05", "2030-06-08", "1950-01-01", "1990-01-01", "2015-01-01"}) {
        put(base::json_string(day.substr(0, is_day ? 10 : 7)));
      }
    } else if (field.type != FormFieldType::Format && field.type != FormFieldType::Email) {
      add_texts(field, put);
    }
    return values;
  }

  /// Lists of texts: two different ones, the same one twice, and three out of order.
  void add_lists(const FormField& field, const std::function<void(std::optional<std::string>)>& put) const {
    const std::string one = field.options.empty() ? "\"甲示例\"" : *example_value(field, 0);
    if (field.options.empty()) {
      put("[" + one + ", \"乙示例\"]");
      put("[" + one + ", " + one + "]");
      put("[\"乙示例\", " + one + ", \"丙示例\"]");
      return;
    }
    // The first one, the first two, … of the choices.
    std::string all;
    for (std::size_t i = 0; i < field.options.size(); ++i) {
      std::string item = data::value_json(field.options[i].value);
      all += (i == 0 ? "" : ", ") + item;
      put("[" + all + "]");
    }
  }

  void add_texts(const FormField& field, const std::function<void(std::optional<std::string>)>& put) const {
    const auto put_text = [&](const std::string& text) {
      const auto most = field.number("max");
      if (!most || static_cast<std::int64_t>(base::count_code_points(text)) <= *most) put(base::json_string(text));
    };
    put("\"\"");
    put("\"Sample\"");
    for (const std::string& text : found_.texts) {
      // The text alone, at the end, at the start and within another one, for rules about beginnings and
      // parts.
      put_text(text);
      put_text("示例" + text);
      put_text(text + "示例");
      put_text("示例" + text + "示例");
      if (text.size() > 8) break;
    }
    for (const std::int64_t number : found_.numbers) {
      constexpr std::int64_t kMostCharacters = 3000;
      // Below, at and above a limit of length.
      for (const std::int64_t count : {number - 1, number, number + 1}) {
        if (count < 1 || count > kMostCharacters) continue;
        std::string text;
        for (std::int64_t i = 0; i < count; ++i) text += "示";
        put_text(text);
      }
    }
  }

  void add_signatures(const FormField& field) {
    for (const Value& level : form_items(field.value, "levels")) {
      add({fmt::format("{}/{}/date", field.pointer, level.at(0).string()),
           {"\"2030-05-06\"", "\"2030-05-05\"", "\"2030-05-08\""}});
    }
  }

  const FormFile& form_;
  TriedRule tried_;
  ExampleData base_;
  RuleWordsFound found_;
  std::vector<Variable> variables_;
  std::optional<ExampleData> aside_;
  int tries_ = 0;
};

/// The members of the data that the rule reads, as a JSON object for people.
std::string shown_part(const ExampleData& data, const std::set<std::string, std::less<>>& members) {
  auto all = base::parse_json(data.json());
  if (!all) return {};
  std::string part;
  for (const std::string& name : members) {
    const auto value = all->view().find(name);
    if (value) part += fmt::format("{}\"{}\": {}", part.empty() ? "" : ", ", name, value->json());
  }
  return "{" + part + "}";
}

}  // namespace

std::vector<FoundExamples> find_rule_examples(const CompiledKind& kind, const FormFile& form) {
  std::vector<FoundExamples> found;
  // A sentence of form.json may become several rules, which all have its place; rules of `show_if` have
  // that of a field and no index.
  const std::vector<Value> written = form_items(form.root(), "rules");
  // Rules of the manifest keep the place of the rule from which they were made.
  const auto index_of = [&written](const Value& rule) -> std::optional<std::size_t> {
    const diagnostics::Span place = rule.span();
    const auto at = std::find_if(written.begin(), written.end(), [&place](const Value& one) {
      return one.span().begin == place.begin && one.span().end == place.end;
    });
    return at == written.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - written.begin()));
  };
  for (const Value& rule : form_items(kind.manifest->document->root(), "rules")) {
    ExampleFinder finder(rule, kind, form);
    finder.run();
    found.push_back({rule, form_text(rule, "id"), index_of(rule), std::move(finder.members), finder.pointers(),
                     std::move(finder.accepted), std::move(finder.refused)});
  }
  return found;
}

std::string rule_examples(const CompiledKind& kind, bool as_json, Language language, Run& run) {
  if (!kind.files.made()) {
    run.sink().report(messages::EngineFormNone, diagnostics::Origin{}, kind.manifest->info.name);
    return {};
  }
  const auto form = read_form_file(kind.files, kind.manifest->info.name, run.sources(), run.documents(), run.sink());
  if (!form) return {};
  base::Json list = base::Json::list();
  std::string lines;
  for (const FoundExamples& found : find_rule_examples(kind, *form)) {
    const Value& rule = found.rule;
    // A missing example is reported at the rule, which may be impossible to satisfy.
    if (!found.accepted || !found.refused) run.sink().report(messages::EngineFormNoExample, rule.origin(), found.id);
    const bool is_error = form_text(rule, "severity") != "warning";
    base::Json one = base::Json::object();
    std::string message = data::value_json(*rule.find("message"));
    one.set("id", found.id)
        .set("severity", is_error ? "error" : "warning")
        .set("message", base::Json::written(message));
    lines += fmt::format("{} ({}): {}\n", found.id,
                         (is_error ? texts::EngineRuleError : texts::EngineRuleWarning).in(language),
                         form_text(*rule.find("message"), language == Language::Chinese ? "zh" : "en"));
    const auto put = [&](std::string_view name, const diagnostics::BilingualText& label,
                         const std::optional<ExampleData>& data) {
      one.set(name, base::Json::written(data ? data->json() : "null"));
      lines += fmt::format("  {}{}\n", label.in(language),
                           data ? shown_part(*data, found.members) : std::string(texts::EngineRuleNone.in(language)));
    };
    put("accepted", texts::EngineRuleAccepts, found.accepted);
    put("refused", texts::EngineRuleRefuses, found.refused);
    list.add(std::move(one));
  }
  if (as_json) return list.indented() + "\n";
  return lines.empty() ? std::string(texts::EngineNoRules.in(language)) : lines;
}

}  // namespace gongwen::engine
