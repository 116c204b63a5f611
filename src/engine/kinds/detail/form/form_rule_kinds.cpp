#include "engine/kinds/detail/form/form_rule_kinds.h"

#include "base/format.h"

#include <algorithm>
#include <array>
#include <iterator>

// Examples of the made rules, for a list `/jobs` with the members `from` and `to`:
// - `{"unique": "/jobs/*/name"}`: `(data.jobs | map(attribute="name") | list) | first_like(item.name) ==
//   index`;
// - `{"sorted": "/jobs/*/from"}`: the values up to this row, sorted, are the values up to this row;
// - `{"no_overlap": "/jobs", "of": ["from", "to"]}`: no other period begins within this one;
// - `{"age": "/born", "on": "/day", "least": 18}`: `18 <= (…years…)`;
// - `{"in_order": ["/start", "/end"]}`: each is not before the latest of those before it.
// `index` counts rows from 1, `index0` from 0, as the rules define them. Messages have the values in
// them, written as templates; a sentence may replace them by `say`.
namespace gongwen::engine {
namespace {

using data::Value;

constexpr std::string_view kKinds[] = {"unique", "sorted",      "no_overlap", "in_order",
                                       "age",    "working_day", "must",       "signed_in_order"};
constexpr std::string_view kOpinionEnding = "_opinion";

/// `/employer_opinion` → `employer`, for ids of rules, which have hyphens.
std::string short_name(const FormField& field) {
  std::string name = field.name;
  if (name.ends_with(kOpinionEnding)) name.resize(name.size() - kOpinionEnding.size());
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

bool is_time(const FormField& field) { return field.type == FormFieldType::Date || field.type == FormFieldType::Month; }

/// A value as Chinese messages write it.
std::string chinese(const FormField& field, const std::string& it) {
  if (field.type == FormFieldType::Date) return fmt::format("{{{{ {} | cn_date }}}}", it);
  if (field.type == FormFieldType::Month) return fmt::format("{{{{ {} | cn_month }}}}", it);
  return fmt::format("{{{{ {} }}}}", it);
}

class RuleKinds {
 public:
  RuleKinds(const FormFile& form, const Value& rule, const std::string& rows, int number, MadeValue& made)
      : form_(form), rule_(rule), rows_(rows), number_(number), made_(made), words_(form, rows) {}

  void add() {
    if (const auto unique = rule_.find("unique")) return add_unique(*unique);
    if (const auto sorted = rule_.find("sorted")) return add_sorted(*sorted);
    if (rule_.find("no_overlap")) return add_no_overlap();
    if (rule_.find("in_order")) return add_in_order(form_items(rule_, "in_order"), false);
    if (rule_.find("age")) return add_age();
    if (rule_.find("working_day")) return add_working_days();
    if (rule_.find("must")) return add_each();
    add_in_order(form_items(rule_, "signed_in_order"), true);
  }

 private:
  // Parts of rules.

  std::string own_id() const {
    const std::string id = form_text(rule_, "id");
    return id.empty() ? fmt::format("rule-{}", number_) : id;
  }

  void put(MadeValue& made, std::string_view name, std::string_view text) const {
    if (!text.empty()) made.put(name, MadeValue::text(text, rule_.span()));
  }

  MadeValue start(std::string_view id, std::string_view at) const {
    MadeValue made = MadeValue::object(rule_.span());
    put(made, "id", id);
    if (form_flag(rule_, "warn")) put(made, "severity", "warning");
    put(made, "each", rows_);
    std::string place = form_text(rule_, "at");
    if (place.empty()) place = at;
    put(made, "at", place.starts_with('/') ? place.substr(1) : place);
    return made;
  }

  /// Adds the rule. `when` has further conditions: its own condition comes first, since it may guard the others. Empty
  /// conditions are dropped.
  void finish(MadeValue made, std::vector<std::string> when, const std::string& assert, const std::string& zh,
              const std::string& en) const {
    if (const auto own = rule_.find("if")) when.insert(when.begin(), words_.conditions(*own, false));
    std::erase(when, "");
    put(made, "when", joined(when, " and "));
    put(made, "assert", assert);
    if (const auto say = rule_.find("say")) {
      made.put("message", MadeValue::copy_of(*say));
    } else {
      MadeValue& message = made.put("message", MadeValue::object(rule_.span()));
      put(message, "zh", zh);
      put(message, "en", en);
    }
    made_.add(std::move(made));
  }

  /// The condition that the value exists; empty for a field that the schema always demands.
  std::string given_unless_must(std::string_view pointer) const {
    return form_.find_value(pointer)->must ? std::string() : words_.given(pointer);
  }

  // Lists.

  /// `data.work_history`
  std::string list() const { return "data" + dotted(rows_.substr(0, rows_.size() - 2)); }

  const FormField& list_field() const { return *form_.find(rows_.substr(0, rows_.size() - 2)); }

  std::string item_title(std::string_view language) const {
    const auto item = list_field().value.find("item");
    return plain_words(item ? form_text(*item, language) : list_field().title(language));
  }

  /// Demands that no value, or combination of some members, occurs twice. `first_like` finds the first entry with the
  /// same values; every entry but the first one is reported. With `alike`, texts that differ only in marks and blanks
  /// count as equal.
  void add_unique(const Value& pointer) const {
    const std::string rest = split_rows(pointer.string()).second;
    std::string first;
    std::string at;
    if (const std::vector<Value> by = form_items(rule_, "by"); !by.empty()) {
      first = list() + " | first_like(item";
      for (const Value& name : by) first += fmt::format(", \"{}\"", name.string());
      first += ")";
    } else if (rest.empty()) {
      first = fmt::format("({}) | first_like(item)", list());
    } else {
      first = fmt::format("({} | map(attribute=\"{}\") | list) | first_like(item{})", list(), dotted(rest).substr(1),
                          dotted(rest));
      at = rest;
    }
    MadeValue made = start(own_id(), at);
    if (form_flag(rule_, "alike") && form_items(rule_, "by").empty()) {
      // Only entries before this one: the first of two alike texts is not reported.
      const std::string member = rest.empty() ? std::string() : dotted(rest).substr(1);
      const std::string others = rest.empty()
                                     ? fmt::format("{}[:index0] | select(\"alike\", item) | list", list())
                                     : fmt::format("{}[:index0]{} | selectattr(\"{}\", \"alike\", item.{}) | list",
                                                   list(), with(member), member, member);
      return finish(std::move(made), {rest.empty() ? std::string() : given_unless_must(pointer.string())},
                    fmt::format("not ({})", others), "与前面的内容相同", "this repeats what is said before");
    }
    const std::string number = fmt::format("{{{{ {} }}}}", first);
    finish(std::move(made), {}, fmt::format("{} == index", first), "与第" + number + "项重复",
           "this repeats item " + number);
  }

  /// A filter for entries that have the member; empty if the schema ensures it.
  /// `defined` comes first: an undefined value has no truth value in strict
  /// templates.
  std::string with(std::string_view member) const {
    if (form_.find(rows_ + "/" + std::string(member))->must) return {};
    return fmt::format(" | selectattr(\"{0}\", \"defined\") | selectattr(\"{0}\")", member);
  }

  /// The values of the first `count` entries that have one are sorted. `either` accepts both directions:
  /// the list of values equals one of the two sorted lists.
  std::string is_sorted(const std::string& member, const std::string& count, std::string_view way) const {
    const std::string values = fmt::format("{}[:{}]{} | map(attribute=\"{}\")", list(), count, with(member), member);
    std::vector<std::string> orders;
    if (way != "down") orders.push_back(values + " | sort");
    if (way != "up") orders.push_back(values + " | sort(reverse=true)");
    return fmt::format("{} | list in [{}]", values, joined(orders, ", "));
  }

  /// Reported only at the first entry that is out of order: `when` demands that the entries before it are in
  /// order.
  void add_sorted(const Value& pointer) const {
    const std::string rest = split_rows(pointer.string()).second;
    const std::string member = dotted(rest).substr(1);
    const std::string way = rule_.find("way") ? form_text(rule_, "way") : "up";
    const FormField& field = *form_.find(pointer.string());
    const std::string own = fmt::format("item.{}", member);
    const std::string before =
        fmt::format("({}[:index0]{} | map(attribute=\"{}\") | list | last)", list(), with(member), member);
    const bool is_days = is_time(field);
    std::string zh = is_days ? "按时间由远及近" : "由小到大";
    std::string en = is_days ? "chronological" : "ascending";
    if (way == "down") {
      zh = is_days ? "按时间由近及远" : "由大到小";
      en = is_days ? "reverse chronological" : "descending";
    } else if (way == "either") {
      zh = is_days ? "按时间由近及远（或由远及近）" : "由小到大（或由大到小）";
      en = is_days ? "chronological or reverse chronological" : "ascending or descending";
    }
    finish(start(own_id(), rest), {"index > 1", given_unless_must(pointer.string()), is_sorted(member, "index0", way)},
           is_sorted(member, "index", way),
           fmt::format("{}应当{}排列：{}的一项排在{}的一项之后", plain_words(list_field().title("zh")), zh,
                       chinese(field, own), chinese(field, before)),
           fmt::format("{}: entries must be in {} order: {{{{ {} }}}} comes after {{{{ {} }}}}",
                       plain_words(list_field().title("en")), en, own, before));
  }

  /// Periods may touch: one ends in the month or on the day when the next begins. A period without an end is open: its
  /// end is "9999", which sorts after all dates.
  void add_no_overlap() const {
    const std::vector<Value> of = form_items(rule_, "of");
    const std::string from(of.at(0).string());
    const std::string to(of.at(1).string());
    const std::string end = fmt::format("(item.{} | default(\"9999\", true))", to);
    // Finds periods that begin later than this one but before its end. Each pair is reported once, at the earlier
    // period.
    const std::string later = fmt::format(
        "{0}{3} | selectattr(\"{1}\", \"gt\", item.{1}) | map(attribute=\"{1}\") | select(\"lt\", {2}) | list", list(),
        from, end, with(from));
    // Periods that begin together are reported once, at the second.
    const std::string together =
        fmt::format("{0}[:index0]{2} | selectattr(\"{1}\", \"eq\", item.{1}) | list", list(), from, with(from));
    // Among periods that begin together, those of one day (end = begin) only touch.
    const std::string ended = fmt::format(
        "{0} | selectattr(\"{1}\", \"defined\") | selectattr(\"{1}\", \"eq\", item.{2}) | list", together, to, from);
    finish(start(own_id(), from), {given_unless_must(rows_ + "/" + from)},
           fmt::format("{0} | length == 0 and ({1} == item.{2} or {3} | length == {4} | length)", later, end, from,
                       together, ended),
           fmt::format("这一段{}与另一段时间重叠", item_title("zh")),
           fmt::format("this {} overlaps in time with another", item_title("en")));
  }

  // Days.

  /// Demands that each is not before the latest of those that come before it; `is_signed`: the days of opinions. The
  /// latest is the `max` of lists `[day, title, title]`, which compare by their first item; absent days are "" and
  /// lose, so the message can name the field with the latest day.
  void add_in_order(const std::vector<Value>& order, bool is_signed) const {
    std::vector<std::string> pointers;
    for (const Value& one : order) pointers.push_back(std::string(one.string()) + (is_signed ? "/date" : ""));
    const bool has_months = std::any_of(pointers.begin(), pointers.end(), [&](const std::string& pointer) {
      return form_.find_value(pointer)->type == FormFieldType::Month;
    });
    const bool has_days = std::any_of(pointers.begin(), pointers.end(), [&](const std::string& pointer) {
      return form_.find_value(pointer)->type == FormFieldType::Date;
    });
    // `[:7]` cuts `2024-02-19` to its month if days and months are compared.
    const std::string cut = has_months && has_days ? "[:7]" : "";
    std::vector<std::string> before;
    for (std::size_t i = 0; i < pointers.size(); ++i) {
      const FormField& field = *form_.find_value(pointers[i]);
      const std::string own = words_.item(pointers[i]) + cut;
      if (i > 0) {
        const std::string latest = fmt::format("([{}] | max)", joined(before, ", "));
        // Several rules of one sentence need separate ids.
        const std::string id = is_signed ? short_name(*form_.find(order[i].string())) + "-signs-later"
                                         : own_id() + (order.size() > 2 ? "-" + short_name(field) : std::string());
        // After a cut the value is a month.
        const std::string_view filter = cut.empty() && field.type == FormFieldType::Date ? "cn_date" : "cn_month";
        const bool is_day = is_time(field);
        const std::string shown =
            is_day ? fmt::format("{{{{ {} | {} }}}}", own, filter) : fmt::format("{{{{ {} }}}}", own);
        const std::string that =
            is_day ? fmt::format("{{{{ {}[0] | {} }}}}", latest, filter) : fmt::format("{{{{ {}[0] }}}}", latest);
        const std::string of_zh = is_signed ? "的日期" : "";
        finish(start(id, split_rows(pointers[i]).second), {given_unless_must(pointers[i])},
               fmt::format("{}[0] <= {}", latest, own),
               fmt::format("{0}{1}{2}早于{{{{ {3}[1] }}}}{1}{4}", plain_words(title_of(field, "zh")), of_zh, shown,
                           latest, that),
               fmt::format("\"{}\" ({{{{ {} }}}}) is before \"{{{{ {}[2] }}}}\" ({{{{ {}[0] }}}})",
                           plain_words(title_of(field, "en")), own, latest, latest));
      }
      before.push_back(fmt::format("[({} | default(\"\", true)){}, {}, {}]", words_.item(pointers[i]), cut,
                                   quoted(title_of(field, "zh")), quoted(title_of(field, "en"))));
    }
  }

  /// A part of an opinion has the description of the opinion.
  static std::string title_of(const FormField& field, std::string_view language) { return field.title(language); }

  /// A literal of the expression language; titles may have quotation marks.
  static std::string quoted(std::string_view words) {
    std::string made = "\"";
    for (const char c : words) {
      if (c == '"' || c == '\\') made += '\\';
      made += c;
    }
    return made + "\"";
  }

  void add_age() const {
    const std::string birth_pointer = form_text(rule_, "age");
    const std::string on_pointer = form_text(rule_, "on");
    const FormField& birth_field = *form_.find_value(birth_pointer);
    const FormField& on_field = *form_.find_value(on_pointer);
    const std::string birth = words_.item(birth_pointer);
    const std::string on = words_.item(on_pointer);
    // Without a day of birth or of reference only months are compared: a person born in that month counts as having had
    // the birthday.
    const bool by_months = birth_field.type == FormFieldType::Month || on_field.type == FormFieldType::Month;
    // `2024-02-19`[5:10] is month and day.
    const std::string_view rest = by_months ? "[5:7]" : "[5:10]";
    const std::string years =
        fmt::format("({0}[:4] | int - {1}[:4] | int - (1 if {0}{2} < {1}{2} else 0))", on, birth, rest);
    const std::string least = form_number(rule_, "least");
    const std::string most = form_number(rule_, "most");
    std::string assert = years;
    if (!least.empty()) assert = least + " <= " + assert;
    if (!most.empty()) assert += " <= " + most;
    // The message states the limit that was missed, not the age.
    const auto [zh, en] = range(least, most);
    const bool in_rows = !split_rows(on_pointer).first.empty();
    finish(start(own_id(), split_rows(in_rows ? on_pointer : birth_pointer).second),
           {given_unless_must(birth_pointer), given_unless_must(on_pointer)}, assert,
           fmt::format("按{}推算，{}时{}", plain_words(birth_field.title("zh")), chinese(on_field, on), zh),
           fmt::format("by the {}, the age in {{{{ {} }}}} is {}", plain_words(birth_field.title("en")), on, en));
  }

  /// At least one of the two is given; form.schema.json demands it.
  static std::pair<std::string, std::string> range(const std::string& least, const std::string& most) {
    if (most.empty()) return {fmt::format("不满{}岁", least), fmt::format("below {}", least)};
    if (least.empty()) return {fmt::format("超过{}岁", most), fmt::format("above {}", most)};
    return {fmt::format("年龄不在{}至{}岁之间", least, most), fmt::format("not between {} and {}", least, most)};
  }

  /// A rule for each day, which its message names. `calendar` is the calendar of the kind, which knows
  /// holidays.
  void add_working_days() const {
    for (const Value& one : form_items(rule_, "working_day")) {
      const FormField& field = *form_.find_value(one.string());
      const bool is_opinion = field.type == FormFieldType::Opinion;
      const std::string pointer = std::string(one.string()) + (is_opinion ? "/date" : "");
      const std::string day = words_.item(pointer);
      finish(start(short_name(field) + "-on-working-day", pointer), {given_unless_must(pointer)},
             day + " is working_day(calendar)",
             fmt::format("{}{}{{{{ {} | cn_date }}}}不是工作日", plain_words(field.title("zh")),
                         is_opinion ? "的日期" : "", day),
             fmt::format("{}: {{{{ {} }}}} is not a working day", plain_words(field.title("en")), day));
    }
  }

  /// Demands that all of several fields are given, or none: makes a rule for each, since an absent one has no value to
  /// check. With `must: given` or `blank`.
  void add_each_given(const std::vector<Value>& pointers) const {
    const bool is_given = rule_.find("must")->string() == "given";
    for (const Value& pointer : pointers) {
      const auto [rows, rest] = split_rows(pointer.string());
      const RuleWords words(form_, rows);
      const std::string given = words.given(pointer.string());
      // A number or yes-no that is always there fulfils `given`.
      MadeValue made = start(own_id() + "-" + short_name(*form_.find_value(pointer.string())), rest);
      put(made, "each", rows);
      finish(std::move(made), {}, given.empty() ? "true" : is_given ? given : "not (" + given + ")", {}, {});
    }
  }

  /// Demands one condition for the value of each of several fields.
  void add_each() const {
    const std::vector<Value> pointers = one_or_all(*rule_.find("each"));
    // Here `each` is a list of pointers, which the rules check one by one as `item`.
    const Value must = *rule_.find("must");
    if (must.is_string() && (must.string() == "given" || must.string() == "blank")) return add_each_given(pointers);
    MadeValue made = start(own_id(), {});
    made.put("each", MadeValue::copy_of(*rule_.find("each")));
    const std::string first(pointers.front().string());
    // The other side of the comparison is a field of the form. `/*` makes RuleWords write `data.…` for fields of the
    // form, as within rows.
    const RuleWords words(form_, "/*");
    std::string when;
    for (const Value& pointer : pointers) {
      if (!given_unless_must(pointer.string()).empty()) when = "item";
    }
    finish(std::move(made), {when}, words.plain_test(first, "item", must), "“{{ item }}”不符合要求",
           "\"{{ item }}\" is not as it must be");
  }

  const FormFile& form_;
  const Value& rule_;
  const std::string& rows_;
  int number_;
  MadeValue& made_;
  RuleWords words_;
};

}  // namespace

bool is_rule_kind(const Value& rule) {
  return std::any_of(std::begin(kKinds), std::end(kKinds),
                     [&](const std::string_view kind) { return rule.find(kind).has_value(); });
}

void add_rule_kind(const FormFile& form, const Value& rule, const std::string& rows, int number, MadeValue& made) {
  RuleKinds(form, rule, rows, number, made).add();
}

}  // namespace gongwen::engine
