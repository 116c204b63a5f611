// A page of one step: the places of the others, and what they have.
#include "diagnostics/catalogue/texts/webform.h"
#include "webform/detail/page_view.h"

#include <algorithm>
#include <set>

namespace gongwen::webform {
namespace {

bool has_place(const WebGroup& group, std::string_view pointer) {
  if (!group.pointer.empty()) return is_within(pointer, group.pointer) || is_within(group.pointer, pointer);
  return std::any_of(group.fields.begin(), group.fields.end(), [pointer](const WebField& field) {
    return is_within(pointer, field.pointer) || is_within(field.pointer, pointer);
  });
}

/// Pointers with something in them.
class Filled {
 public:
  explicit Filled(const FormPageInput& input) {
    for (const TypedValue& value : values_of(input)) {
      const bool any = std::any_of(value.texts.begin(), value.texts.end(), [](const std::string& text) {
        return text.find_first_not_of(" \t\r\n") != std::string::npos;
      });
      if (any) pointers_.insert(value.pointer);
    }
  }

  bool has(const std::string& pointer) const { return pointers_.contains(pointer); }
  bool has_below(const std::string& place) const {
    const auto found = pointers_.lower_bound(place + "/");
    return found != pointers_.end() && found->starts_with(place + "/");
  }
  /// Rows of a list that have anything.
  std::set<std::string> rows_of(const std::string& list) const {
    std::set<std::string> rows;
    for (auto at = pointers_.lower_bound(list + "/"); at != pointers_.end() && at->starts_with(list + "/"); ++at) {
      rows.insert(at->substr(list.size() + 1, at->find('/', list.size() + 1) - list.size() - 1));
    }
    return rows;
  }

 private:
  std::set<std::string, std::less<>> pointers_;
};

/// A box that is not ticked says something, too.
bool is_missing(const WebField& field, const std::string& pointer, const Filled& filled) {
  return field.required && !field.read_only && field.type != "check" && !filled.has(pointer);
}

bool has_anything(const WebGroup& group, const Filled& filled) {
  if (!group.pointer.empty()) return filled.has_below(group.pointer);
  return std::any_of(group.fields.begin(), group.fields.end(),
                     [&filled](const WebField& field) { return filled.has(field.pointer); });
}

bool is_complete_list(const WebGroup& group, const Filled& filled) {
  const std::set<std::string> rows = filled.rows_of(group.pointer);
  if (rows.size() < (group.required ? std::max<std::size_t>(1, group.min_rows) : 0)) return false;
  for (const std::string& row : rows) {
    const std::string pointer = group.pointer + "/" + row;
    for (const WebField& field : group.fields) {
      if (is_missing(field, pointer + field.pointer.substr(group.pointer.size() + 2), filled)) return false;
    }
  }
  return true;
}

bool is_complete(const WebGroup& group, const Filled& filled) {
  if (group.is_list) return is_complete_list(group, filled);
  // What is asked of an object that is left out is not asked at all.
  if (!group.pointer.empty() && !group.required && !has_anything(group, filled)) return true;
  return std::none_of(group.fields.begin(), group.fields.end(),
                      [&filled](const WebField& field) { return is_missing(field, field.pointer, filled); });
}

bool is_complete(const WebStep& step, const Filled& filled) {
  const auto& groups = step.groups;
  const bool any =
      std::any_of(groups.begin(), groups.end(), [&](const WebGroup& group) { return has_anything(group, filled); });
  return any &&
         std::all_of(groups.begin(), groups.end(), [&](const WebGroup& group) { return is_complete(group, filled); });
}

/// How many messages a step has.
struct MessageCount {
  std::size_t faults = 0;
  std::size_t doubts = 0;
};

bool has_anything(const WebStep& step, const Filled& filled) {
  return std::any_of(step.groups.begin(), step.groups.end(),
                     [&](const WebGroup& group) { return has_anything(group, filled); });
}

std::string state_of(const WebStep& step, const MessageCount& count, const Filled& filled, Language language) {
  if (count.faults > 0) return texts::WebformStepFaulty.in(language, count.faults);
  if (count.doubts > 0) return texts::WebformStepDoubtful.in(language, count.doubts);
  return std::string(is_complete(step, filled) ? texts::WebformStepDone.in(language) : std::string_view());
}

}  // namespace

std::string words_of_left_step(const WebForm& form, const FormPageInput& input) {
  if (input.left_step == 0 || input.left_step > form.steps.size() || input.left_step == input.step) return {};
  const auto faults = std::count_if(input.found.begin(), input.found.end(), [&](const FormMessage& message) {
    return message.severity == Severity::Error && step_at(form, message.pointer) == input.left_step;
  });
  if (faults == 0) return {};
  return texts::WebformFaultsThere.in(form.language, input.left_step, form.steps[input.left_step - 1].title, faults);
}

std::size_t known_step(const WebForm& form, const FormPageInput& input) {
  const std::size_t asked = form.steps.size() < 2 ? 0 : std::min(input.step, form.steps.size());
  if (!input.at_first_error || asked == 0) return asked;
  std::size_t first = 0;
  for (const FormMessage& message : input.messages) {
    const std::size_t step = message.severity == Severity::Error ? step_at(form, message.pointer) : 0;
    if (step != 0 && (first == 0 || step < first)) first = step;
  }
  return first != 0 ? first : asked;
}

std::size_t step_at(const WebForm& form, std::string_view pointer) {
  for (std::size_t i = 0; !pointer.empty() && i < form.steps.size(); ++i) {
    const auto& groups = form.steps[i].groups;
    const auto is_here = [pointer](const WebGroup& group) {
      return has_place(group, pointer);
    };
    if (std::any_of(groups.begin(), groups.end(), is_here)) return i + 1;
  }
  return 0;
}

std::string step_id(std::size_t number) { return "step-" + std::to_string(number); }

base::Json step_list(const WebForm& form, const FormPageInput& input) {
  base::Json list = base::Json::list();
  if (form.steps.size() < 2 || (input.step == 0 && !input.leads_to_all)) return list;
  std::vector<MessageCount> counts(form.steps.size() + 1);
  std::vector<std::size_t> counts_found(form.steps.size() + 1);
  for (const FormMessage& message : input.messages) {
    MessageCount& here = counts[step_at(form, message.pointer)];
    ++(message.severity == Severity::Error ? here.faults : here.doubts);
  }
  const Filled filled(input);
  for (const FormMessage& message : input.found) {
    const std::size_t step = step_at(form, message.pointer);
    // A step that nobody has started is not wrong yet.
    const bool counts = message.severity == Severity::Error && step != 0 &&
                        (step == input.left_step || has_anything(form.steps[step - 1], filled));
    if (counts) ++counts_found[step];
  }
  for (std::size_t i = 0; i < form.steps.size(); ++i) {
    const WebStep& step = form.steps[i];
    counts[i + 1].faults = std::max(counts[i + 1].faults, counts_found[i + 1]);
    base::Json one = base::Json::object();
    one.set("id", step_id(i + 1)).set("number", i + 1).set("is_shown", i + 1 == input.step);
    one.set("label", texts::WebformStepName.in(input.language, i + 1, step.title) +
                         state_of(step, counts[i + 1], filled, input.language));
    list.add(std::move(one));
  }
  if (input.leads_to_all) {
    base::Json all = base::Json::object();
    all.set("id", step_id(0)).set("number", 0).set("is_shown", input.step == 0);
    list.add(std::move(all.set("label", texts::WebformAllSteps.in(input.language))));
  }
  return list;
}

std::vector<std::pair<std::string, std::string>> values_of_other_steps(const WebForm& form,
                                                                       const FormPageInput& input) {
  std::vector<std::pair<std::string, std::string>> values;
  if (input.step == 0) return values;
  if (input.values) {
    for (const TypedValue& value : values_of(input)) {
      const auto found = find_field(form, value.pointer);
      const bool is_sent = found && !found->field->read_only && found->field->type != "file";
      if (!is_sent || step_at(form, value.pointer) == input.step) continue;
      for (const std::string& text : value.texts) values.emplace_back(value.pointer, text);
    }
    return values;
  }
  for (std::size_t i = 0; i < form.steps.size(); ++i) {
    for (const WebGroup& group : form.steps[i].groups) {
      // Rows that were never shown do not exist.
      if (i + 1 == input.step || group.is_list) continue;
      for (const WebField& field : group.fields) {
        if (field.read_only || field.type == "file") continue;
        for (std::string& text : default_texts(field)) values.emplace_back(field.pointer, std::move(text));
      }
    }
  }
  return values;
}

}  // namespace gongwen::webform
