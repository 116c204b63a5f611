#include "engine/kinds/detail/form/form_later.h"

#include "base/format.h"
#include "base/json.h"
#include "engine/kinds/detail/form/form_rule_words.h"

#include <algorithm>

// The latest of the other days is found together with the titles of its opinion, which the message names. With `than`
// of two opinions the rule is
//   ([[item.review.date if … else "", "审核意见", "review"], […]] | max)[0] <= item.authority_opinion.date
// Lists compare by their first item, so `max` is the latest day, with its titles at [1] and [2].
namespace gongwen::engine {
namespace {

/// `/review` → `item.review.date`, with the condition under which it can be read.
struct DayOfOpinion {
  std::string value;
  std::string condition;
};

/// All three conditions are needed: the group, the day in it, and a day that is not null.
DayOfOpinion day_of(std::string_view pointer) {
  std::string path(pointer);
  std::replace(path.begin(), path.end(), '/', '.');
  const std::string group = "item" + path;
  return {group + ".date", fmt::format("{0} is defined and {0}.date is defined and {0}.date", group)};
}

}  // namespace

void add_later(const FormFile& form, const data::Value& rule, MadeValue& made) {
  const diagnostics::Span place = rule.span();
  // FormRules has checked that both kinds of pointers lead to fields.
  const std::string_view pointer = rule.find("later")->string();
  const FormField& field = *form.find(pointer);
  const DayOfOpinion own = day_of(pointer);
  std::string all;
  for (const data::Value& other : form_items(rule, "than")) {
    const DayOfOpinion day = day_of(other.string());
    const FormField& named = *form.find(other.string());
    all += fmt::format("{}[{} if {} else \"\", {}, {}]", all.empty() ? "" : ", ", day.value, day.condition,
                       base::json_string(named.title("zh")), base::json_string(named.title("en")));
  }
  const std::string latest = fmt::format("([{}] | max)", all);
  made.put("at", MadeValue::text(std::string(pointer.substr(1)) + "/date", place));
  // Reported at the day of the opinion that is dated too early.
  made.put("when", MadeValue::text(own.condition, place));
  made.put("assert", MadeValue::text(fmt::format("{}[0] <= {}", latest, own.value), place));
  MadeValue& message = made.put("message", MadeValue::object(place));
  message.put("zh", MadeValue::text(
                        fmt::format("“{}”的日期{{{{ {} | cn_date }}}}早于“{{{{ {}[1] }}}}”的{{{{ {}[0] | cn_date }}}}",
                                    plain_words(field.title("zh")), own.value, latest, latest),
                        place));
  message.put(
      "en", MadeValue::text(
                fmt::format("the date of the {}, {{{{ {} }}}}, is before that of the {{{{ {}[2] }}}}, {{{{ {}[0] }}}}",
                            plain_words(field.title("en")), own.value, latest, latest),
                place));
}

}  // namespace gongwen::engine
