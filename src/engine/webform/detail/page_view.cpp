#include "engine/webform/detail/page_view.h"

#include "base/json.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "engine/webform/detail/shown_fields.h"
#include "engine/webform/page.h"
#include "engine/webform/posted.h"
#include "schema/describe_fields.h"

#include <algorithm>
#include <set>

// Builds the data that the template of the page shows. All decisions are made here (which control,
// which hint, which rows), so that the template only prints. The first part serves pages that show one
// step of the form: the states of the other steps, and their values, which the page must carry along;
// the second makes the groups, rows and fields of the steps that are shown. Input: the form
// (web_form.h), the typed values and the messages (FormPageInput). Output: JSON for pages/form.html,
// for example of one field
//   {"id": "f.name", "name": "/name", "label": "姓名", "control": "text", "value": "张示例", "optional":
//   false,
//    "hint": "", "faults": [], "faulty": false, "described": "", "choices": [], …}
// Values are identified by pointer, as browsers post them; absent `values` mean an untouched form.
namespace gongwen::webform {

// Pages of one step.

namespace {

// A message may concern something larger than a group, such as an object of objects, or something within one of its
// fields; both count.
bool has_place(const WebGroup& group, std::string_view pointer) {
  if (!group.pointer.empty()) return is_within(pointer, group.pointer) || is_within(group.pointer, pointer);
  return std::any_of(group.fields.begin(), group.fields.end(), [pointer](const WebField& field) {
    return is_within(pointer, field.pointer) || is_within(field.pointer, pointer);
  });
}

/// The pointers that have a value.
class Filled {
 public:
  // A blank is not a value: a field with only spaces must still be filled in.
  Filled(const WebForm& form, const FormPageInput& input) : shown_(form, input.values ? &*input.values : nullptr) {
    for (const TypedValue& value : values_of(input)) {
      const bool any = std::any_of(value.texts.begin(), value.texts.end(), [](const std::string& text) {
        return text.find_first_not_of(" \t\r\n") != std::string::npos;
      });
      if (any) pointers_.insert(value.pointer);
    }
  }

  bool has(const std::string& pointer) const { return pointers_.contains(pointer); }
  bool is_shown(const std::string& pointer) const { return shown_.is_shown(pointer); }
  bool has_below(const std::string& place) const {
    // The pointers are sorted, so those below a place follow directly after `place/`.
    const auto found = pointers_.lower_bound(place + "/");
    return found != pointers_.end() && found->starts_with(place + "/");
  }
  /// The rows of a list that have any value.
  std::set<std::string> rows_of(const std::string& list) const {
    std::set<std::string> rows;
    for (auto at = pointers_.lower_bound(list + "/"); at != pointers_.end() && at->starts_with(list + "/"); ++at) {
      rows.insert(at->substr(list.size() + 1, at->find('/', list.size() + 1) - list.size() - 1));
    }
    return rows;
  }

 private:
  std::set<std::string, std::less<>> pointers_;
  ShownFields shown_;
};

/// Whether a required value is missing. An unticked box also counts as an answer, and a field that is not shown, or
/// that the form fills in itself, needs none.
bool is_missing(const WebField& field, const std::string& pointer, const Filled& filled) {
  return field.required && !field.read_only && field.type != "check" && !filled.has(pointer) &&
         filled.is_shown(pointer);
}

bool has_anything(const WebGroup& group, const Filled& filled) {
  if (!group.pointer.empty()) return filled.has_below(group.pointer);
  return std::any_of(group.fields.begin(), group.fields.end(),
                     [&filled](const WebField& field) { return filled.has(field.pointer); });
}

bool is_complete_list(const WebGroup& group, const Filled& filled) {
  // A list that is not required may be empty, but rows with any value must be complete.
  const std::set<std::string> rows = filled.rows_of(group.pointer);
  if (rows.size() < (group.required ? std::max<std::size_t>(1, group.min_rows) : 0)) return false;
  for (const std::string& row : rows) {
    const std::string pointer = group.pointer + "/" + row;
    // `/jobs/*/org` below `/jobs/2`: the star and the stroke before it are skipped.
    for (const WebField& field : group.fields) {
      if (is_missing(field, pointer + field.pointer.substr(group.pointer.size() + 2), filled)) return false;
    }
  }
  return true;
}

bool is_complete(const WebGroup& group, const Filled& filled) {
  if (group.is_list) return is_complete_list(group, filled);
  // Required fields of an optional object do not count while the object is empty.
  if (!group.pointer.empty() && !group.required && !has_anything(group, filled)) return true;
  return std::none_of(group.fields.begin(), group.fields.end(),
                      [&filled](const WebField& field) { return is_missing(field, field.pointer, filled); });
}

bool is_complete(const WebStep& step, const Filled& filled) {
  // A step without any value is not complete even if nothing in it is required: the applicant has not seen it yet.
  const auto& groups = step.groups;
  const bool any =
      std::any_of(groups.begin(), groups.end(), [&](const WebGroup& group) { return has_anything(group, filled); });
  return any &&
         std::all_of(groups.begin(), groups.end(), [&](const WebGroup& group) { return is_complete(group, filled); });
}

/// The number of messages in a step.
struct MessageCount {
  std::size_t faults = 0;
  std::size_t doubts = 0;
};

bool has_anything(const WebStep& step, const Filled& filled) {
  return std::any_of(step.groups.begin(), step.groups.end(),
                     [&](const WebGroup& group) { return has_anything(group, filled); });
}

std::string state_of(const WebStep& step, const MessageCount& count, const Filled& filled, Language language) {
  // Errors hide doubts, and doubts hide that the step is complete: the most urgent state is shown.
  if (count.faults > 0) return texts::WebformStepFaulty.in(language, count.faults);
  if (count.doubts > 0) return texts::WebformStepDoubtful.in(language, count.doubts);
  return std::string(is_complete(step, filled) ? texts::WebformStepDone.in(language) : std::string_view());
}

}  // namespace

std::string words_of_left_step(const WebForm& form, const FormPageInput& input) {
  // People may leave a step with errors; the next page mentions them, since it does not show them.
  // Step numbers are from 1; 0 means that the page shows all steps.
  if (input.left_step == 0 || input.left_step > form.steps.size() || input.left_step == input.step) return {};
  const auto faults = std::count_if(input.found.begin(), input.found.end(), [&](const FormMessage& message) {
    return message.severity == Severity::Error && step_at(form, message.pointer) == input.left_step;
  });
  if (faults == 0) return {};
  return texts::WebformFaultsThere.in(form.language, input.left_step, form.steps[input.left_step - 1].title, faults);
}

std::size_t known_step(const WebForm& form, const FormPageInput& input) {
  // After a failed submission the page opens at the first step with an error, in the order of the form. If the form has
  // one step, the page shows the whole form: no step can be requested.
  const std::size_t asked = form.steps.size() < 2 ? 0 : std::min(input.step, form.steps.size());
  if (!input.at_first_error || asked == 0) return asked;
  std::size_t first = 0;
  for (const FormMessage& message : input.messages) {
    // Doubts do not lead anywhere: the applicant may submit in spite of them.
    const std::size_t step = message.severity == Severity::Error ? step_at(form, message.pointer) : 0;
    if (step != 0 && (first == 0 || step < first)) first = step;
  }
  return first != 0 ? first : asked;
}

std::size_t step_at(const WebForm& form, std::string_view pointer) {
  // The first step that has the place, since an object may be spread over several.
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
  // Two counts: `messages` come with a check or a submission, `found` are errors that are known while the applicant
  // goes from step to step.
  std::vector<std::size_t> counts_found(form.steps.size() + 1);
  for (const FormMessage& message : input.messages) {
    MessageCount& here = counts[step_at(form, message.pointer)];
    ++(message.severity == Severity::Error ? here.faults : here.doubts);
  }
  const Filled filled(form, input);
  for (const FormMessage& message : input.found) {
    const std::size_t step = step_at(form, message.pointer);
    // A step that has not been started yet does not count as erroneous.
    const bool counts = message.severity == Severity::Error && step != 0 &&
                        (step == input.left_step || has_anything(form.steps[step - 1], filled));
    if (counts) ++counts_found[step];
  }
  for (std::size_t i = 0; i < form.steps.size(); ++i) {
    const WebStep& step = form.steps[i];
    // An error in both lists is counted once.
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
  // The page posts these values again as hidden ones, so that no step is lost when its neighbour is
  // saved.
  if (input.values) {
    for (const TypedValue& value : values_of(input)) {
      const auto found = find_field(form, value.pointer);
      // Read-only values come from the form itself, and a browser cannot post a file again.
      const bool is_sent = found && !found->field->read_only && found->field->type != "file";
      if (!is_sent || step_at(form, value.pointer) == input.step) continue;
      for (const std::string& text : value.texts) values.emplace_back(value.pointer, text);
    }
    return values;
  }
  // If nothing was typed, hidden values are the defaults that the other steps would show.
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

namespace {

/// With more choices, a drop-down list is used.
constexpr std::size_t kMaxButtons = 6;
/// Longer limits are not shown, since they do not help while typing.
constexpr std::size_t kLongestHint = 2'000;
// Characters; shorter fields are drawn short.
constexpr std::size_t kShortText = 24;
constexpr std::size_t kMaxRowsShown = PostedLimits{}.rows;

/// The values on the page, by pointer.
class Values {
 public:
  explicit Values(const FormPageInput& input) : typed_(input.values.has_value()) {
    for (const TypedValue& value : values_of(input)) values_.emplace(value.pointer, &value.texts);
  }

  // Without typed values the page is the blank form, which shows defaults.
  bool typed() const { return typed_; }
  const std::vector<std::string>* find(const std::string& pointer) const {
    const auto found = values_.find(pointer);
    return found == values_.end() ? nullptr : found->second;
  }
  /// The number of rows, including blank ones that were posted.
  std::size_t rows_of(const std::string& list) const {
    // `/jobs/` sorts before all `/jobs/0/…`; the map is sorted by bytes.
    std::size_t rows = 0;
    const std::string begin = list + "/";
    for (auto at = values_.lower_bound(begin); at != values_.end() && at->first.starts_with(begin); ++at) {
      std::size_t row = 0;
      // Anyone can post any number; clamping prevents overflow and huge pages.
      for (std::size_t i = begin.size(); i < at->first.size() && at->first[i] >= '0' && at->first[i] <= '9'; ++i) {
        row = std::min(kMaxRowsShown, row * 10 + static_cast<std::size_t>(at->first[i] - '0'));
      }
      // Row 7 means eight rows, even if only this one was posted.
      rows = std::max(rows, row + 1);
    }
    return rows;
  }

 private:
  bool typed_;
  std::map<std::string, const std::vector<std::string>*> values_;
};

class ViewMaker {
 public:
  ViewMaker(const WebForm& form, const FormPageInput& input, PageMessages& messages)
      : form_(form),
        input_(input),
        values_(input),
        shown_(form, input.values ? &*input.values : nullptr),
        messages_(messages) {}

  // Order matters: places come first, so that messages can be settled; then the views, which show them.
  base::Json make() {
    for_each_step([this](const WebStep& step) {
      for (const WebGroup& group : step.groups) add_places(group);
    });
    messages_.settle(form_);
    base::Json steps = base::Json::list();
    for_each_step([&](const WebStep& step) {
      base::Json groups = base::Json::list();
      for (const WebGroup& group : step.groups) groups.add(group_view(group));
      base::Json view = base::Json::object();
      view.set("title", input_.step == 0 ? step.title : std::string()).set("groups", std::move(groups));
      // A folded step opens if it has content.
      view.set("folded", step.is_folded).set("open", step.is_folded && has_something(step));
      steps.add(std::move(view));
    });
    return steps;
  }

 private:
  /// Whether a step has values or messages, which must not be hidden.
  bool has_something(const WebStep& step) const {
    if (input_.values && webform::has_anything(step, Filled(form_, input_))) return true;
    const std::size_t number = static_cast<std::size_t>(&step - form_.steps.data()) + 1;
    return std::any_of(input_.messages.begin(), input_.messages.end(),
                       [&](const FormMessage& message) { return step_at(form_, message.pointer) == number; });
  }

  template <typename Visit>
  void for_each_step(const Visit& visit) const {
    for (std::size_t i = 0; i < form_.steps.size(); ++i) {
      if (input_.step == 0 || input_.step == i + 1) visit(form_.steps[i]);
    }
  }

  // Counted once, since counting goes through all values.
  std::size_t row_count(const WebGroup& group) {
    const auto [counted, is_new] = row_counts_.emplace(&group, 0);
    if (is_new) counted->second = count_rows(group);
    return counted->second;
  }

  std::size_t count_rows(const WebGroup& group) const {
    // One row is always shown, so that people can type into it.
    std::size_t rows = std::max<std::size_t>({1, group.min_rows, values_.rows_of(group.pointer)});
    if (const auto asked = input_.rows.find(group.pointer); asked != input_.rows.end()) {
      // Without scripts, the button that adds a row posts the form and requests one more row.
      rows = std::max(rows, asked->second);
    }
    return std::min(rows, kMaxRowsShown);
  }

  // Places are registered before views are made, because a message goes to the nearest place that the page has.
  void add_places(const WebGroup& group) {
    if (!group.pointer.empty()) messages_.add_place(group.pointer, page_id(group.pointer));
    if (!group.is_list) {
      for (const WebField& field : group.fields) add_place(field, field.pointer);
      return;
    }
    for (std::size_t row = 0; row < row_count(group); ++row) {
      const std::string pointer = group.pointer + "/" + std::to_string(row);
      if (!has_plain_rows(group)) messages_.add_place(pointer, page_id(pointer));
      for (const WebField& field : group.fields) add_place(field, pointer_in_row(group, field, row));
    }
  }

  /// Whether each row is a single value rather than an object.
  static bool has_plain_rows(const WebGroup& group) {
    // A list of texts: the only field is the row itself, `/directives/*`.
    return group.fields.size() == 1 && group.fields.front().pointer == group.pointer + "/*";
  }

  /// Registers the place of a field; links lead to the first of several buttons.
  void add_place(const WebField& field, const std::string& pointer) {
    const std::string_view control = control_of(field);
    // A group of buttons has no control with the id itself; its buttons have numbers.
    const bool several = control == "radios" || control == "checks";
    messages_.add_place(pointer, page_id(pointer) + (several ? "-1" : ""));
  }

  base::Json group_view(const WebGroup& group) {
    base::Json view = base::Json::object();
    // `kind` selects the block of the template: loose fields, a fieldset, or a fieldset with rows.
    view.set("kind", group.pointer.empty() ? "plain" : group.is_list ? "list" : "object");
    view.set("id", page_id(group.pointer)).set("pointer", group.pointer).set("title", group.title);
    view.set("optional", !group.required && !group.pointer.empty());
    set_words(view, group.pointer.empty() ? std::string() : group.hint, page_id(group.pointer), group.pointer);
    base::Json fields = base::Json::list();
    base::Json rows = base::Json::list();
    if (group.is_list) {
      const std::size_t count = row_count(group);
      const std::size_t most = std::min(kMaxRowsShown, group.max_rows.value_or(kMaxRowsShown));
      for (std::size_t row = 0; row < count; ++row) {
        // The last argument: whether a row may be deleted.
        rows.add(row_view(group, row, count > std::max<std::size_t>(1, group.min_rows)));
      }
      const bool addable = count < most;
      view.set("addable", addable).set("most", most);
      // The script copies this row to add one.
      if (addable && !input_.script_address.empty()) view.set("blank", row_view(group, count, true));
    } else {
      for (const WebField& field : group.fields) fields.add(field_view(group, field, field.pointer, !values_.typed()));
    }
    // An object whose fields are all hidden would be an empty frame.
    const bool is_hidden =
        !group.pointer.empty() && std::all_of(group.fields.begin(), group.fields.end(), [&](const WebField& field) {
          return !shown_.is_shown(group.is_list ? pointer_in_row(group, field, 0) : field.pointer);
        });
    view.set("hidden", is_hidden && !group.fields.empty());
    return std::move(view.set("fields", std::move(fields)).set("rows", std::move(rows)));
  }

  base::Json row_view(const WebGroup& group, std::size_t row, bool removable) {
    const std::string pointer = group.pointer + "/" + std::to_string(row);
    // A row that was not posted shows defaults; in a posted row, an empty field was emptied by the applicant.
    const bool is_new = row >= values_.rows_of(group.pointer);
    base::Json view = base::Json::object();
    view.set("id", page_id(pointer)).set("pointer", pointer);
    view.set("title", texts::WebformRow.in(input_.language, row + 1));
    // A row may be deleted only while more than the required number remain.
    view.set("removable", removable).set("is_doubted", removable && pointer == input_.doubted_row);
    view.set("movable", input_.orders_rows && row > 0);
    const bool is_plain = has_plain_rows(group);
    set_words(view.set("is_plain", is_plain), {}, page_id(pointer), is_plain ? std::string() : pointer);
    base::Json fields = base::Json::list();
    for (const WebField& field : group.fields) {
      base::Json one = field_view(group, field, pointer_in_row(group, field, row), is_new);
      // The number of the row serves as the label.
      if (is_plain) one.set("label", texts::WebformRow.in(input_.language, row + 1));
      fields.add(std::move(one));
    }
    return std::move(view.set("fields", std::move(fields)));
  }

  /// Sets the hint and the messages, with the ids of both.
  void set_words(base::Json& view, const std::string& hint, const std::string& id, const std::string& pointer) {
    // The order of ids is the order in which screen readers read.
    const auto lines = pointer.empty() ? std::vector<PageMessages::Line>() : messages_.at(pointer);
    // `described` becomes aria-describedby: screen readers read the hint and the messages with the control.
    std::string described = hint.empty() ? std::string() : id + "-hint";
    base::Json faults = base::Json::list();
    bool is_faulty = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      described += (described.empty() ? "" : " ") + id + "-fault" + (i == 0 ? "" : std::to_string(i + 1));
      base::Json fault = base::Json::object();
      fault.set("text", lines[i].text).set("is_error", lines[i].is_error).set("answer", answer_view(lines[i].answer));
      faults.add(std::move(fault));
      is_faulty = is_faulty || lines[i].is_error;
    }
    view.set("hint", hint).set("faults", std::move(faults)).set("faulty", is_faulty).set("described", described);
  }

  static std::string_view control_of(const WebField& field) {
    // A radio button, a select … as blocks of pages/form.html.
    if (field.type == "multiline") return "textarea";
    if (field.type == "check" || field.type == "file") return field.type;
    if (field.type == "choices") return field.choices.empty() ? "textarea" : "checks";
    if (field.type != "choice" || field.free_text || field.choices.empty()) return "text";
    // A pressed radio button cannot be released, so an optional choice is a drop-down list with a blank.
    return field.required && field.choices.size() <= kMaxButtons ? "radios" : "select";
  }

  /// Whether free text is typed into the field.
  static bool is_typed(const WebField& field) {
    const std::string_view control = control_of(field);
    return field.choices.empty() && (control == "text" || control == "textarea");
  }

  std::string hint_of(const WebField& field) const {
    // Hints explain how to fill in a field, so a read-only one gets a fixed text.
    if (field.read_only) return std::string(texts::WebformFixed.in(input_.language));
    std::string hint = field.hint;
    const auto add = [&hint](const std::string& more) {
      if (!hint.empty()) hint += "\n";
      hint += more;
    };
    const bool typed = field.choices.empty() && field.type != "check" && field.type != "file";
    // An example that is already in the hint is not repeated.
    if (typed && !field.examples.empty() && hint.find(field.examples.front()) == std::string::npos) {
      add(texts::WebformExample.in(input_.language, field.examples.front()));
    }
    if (field.media_type == schema::kMarkdown) add(std::string(texts::WebformMarkdown.in(input_.language)));
    if (field.media_type == schema::kHtml) add(std::string(texts::WebformHtml.in(input_.language)));
    if (field.type == "multiline" && field.max_length && *field.max_length <= kLongestHint) {
      add(texts::WebformMost.in(input_.language, *field.max_length));
    }
    return hint;
  }

  /// Mobile phones choose their keyboard by it (`inputmode` of HTML).
  static std::string_view input_mode(const WebField& field) {
    if (field.type == "number") return "decimal";
    if (field.type == "email") return "email";
    if (field.type == "phone") return "tel";
    // The keyboard that mobile phones show. Identity numbers may end with X, so they get no keyboard of digits.
    const bool digits = std::find(field.formats.begin(), field.formats.end(), "postal-code") != field.formats.end();
    return digits ? "numeric" : "";
  }

  /// Short: days, numbers and all texts with a limit of at most 24 characters.
  static std::string_view size_of(const WebField& field) {
    const bool short_type = field.type == "date" || field.type == "month" || field.type == "number" ||
                            field.type == "phone" || input_mode(field) == "numeric";
    return short_type || field.max_length.value_or(kShortText + 1) <= kShortText ? "short" : "";
  }

  base::Json field_view(const WebGroup& group, const WebField& field, const std::string& pointer, bool is_new) {
    const std::string id = page_id(pointer);
    base::Json view = base::Json::object();
    view.set("id", id).set("name", pointer).set("label", field.label).set("control", control_of(field));
    // The title of an optional group states that once, for all of its fields.
    const bool is_said_by_group = !group.pointer.empty() && !group.is_list && !group.required;
    view.set("hidden", !shown_.is_shown(pointer)).set("show_if", shown_.script_conditions(field));
    // A tick box is obviously optional.
    const bool is_optional = !field.required && !field.read_only && !is_said_by_group && field.type != "check";
    view.set("optional", is_optional).set("readonly", field.read_only);
    set_words(view, hint_of(field), id, pointer);
    // 0: the script counts no characters.
    view.set("characters", is_typed(field) ? field.max_length.value_or(0) : 0);
    const std::vector<std::string> chosen = texts_of(field, pointer, is_new);
    const std::string value = shown_value(field, pointer, chosen);
    // A single-line control would silently lose line feeds.
    if (control_of(field) == "text" && value.find('\n') != std::string::npos) view.set("control", "textarea");
    const auto picture = input_.picture_addresses.find(pointer);
    view.set("picture", picture == input_.picture_addresses.end() ? std::string() : picture->second);
    view.set("lines", lines_for(field, value)).set("value", value).set("on_value", field.on_value);
    view.set("inputmode", input_mode(field)).set("autocomplete", field.autocomplete).set("size", size_of(field));
    view.set("plain", field.type == "email" || field.type == "phone");
    view.set("list", field.free_text && !field.choices.empty()).set("accept", joined(field.accept));
    if (!input_.address_check.send.empty() && pointer == form_.plan.notify && shown_.is_shown(pointer)) {
      view.set("address", address_view(id, chosen.empty() ? std::string() : chosen.front()));
    }
    // A reference to a record that does not exist yet can be made from here.
    const bool is_known = std::any_of(field.choices.begin(), field.choices.end(), [&](const WebChoice& choice) {
      return choice.value == value || choice.label == value;
    });
    view.set("make", input_.offers_new && !is_known && !field.read_only ? field.make : "");
    view.set("refers_to", field.refers_to);
    base::Json choices = base::Json::list();
    for (const WebChoice& choice : field.choices) {
      // Compared by value: labels depend on the language of the page.
      const bool is_chosen = std::find(chosen.begin(), chosen.end(), choice.value) != chosen.end();
      choices.add(std::move(
          base::Json::object().set("value", choice.value).set("label", choice.label).set("chosen", is_chosen)));
    }
    return std::move(view.set("choices", std::move(choices)));
  }

  /// Whether the address is confirmed, or how to confirm it.
  base::Json address_view(const std::string& id, std::string_view typed) const {
    const FormAddressCheck& check = input_.address_check;
    // Mail programs leave blanks around addresses; the hash is that of the address without them.
    const std::size_t first = std::min(typed.find_first_not_of(" \t\r\n"), typed.size());
    typed = typed.substr(first, typed.find_last_not_of(" \t\r\n") + 1 - first);
    const std::string hash = base::sha256(typed);
    const bool is_known =
        !typed.empty() && std::find(check.known.begin(), check.known.end(), hash) != check.known.end();
    base::Json view = base::Json::object();
    view.set("id", id + "-code").set("confirmed", is_known ? check.confirmed : std::string());
    view.set("waits", !check.waiting.empty() && check.waiting == hash);
    view.set("send", check.send).set("about", check.about).set("code", check.code).set("check", check.check);
    return std::move(view.set("said", is_known ? std::string() : check.said).set("is_error", check.is_error));
  }

  std::vector<std::string> texts_of(const WebField& field, const std::string& pointer, bool is_new) const {
    // A typed value takes precedence over the default, even if it is empty.
    if (const auto* const texts = values_.find(pointer)) return *texts;
    return is_new || field.read_only ? default_texts(field) : std::vector<std::string>();
  }

  /// The height of an area for text, in lines.
  static std::size_t lines_for(const WebField& field, std::string_view value) {
    constexpr std::size_t kUsual = 5;
    constexpr std::size_t kMost = 12;
    constexpr std::size_t kCharactersOfLine = 40;
    if (field.lines == 0) return kUsual;
    std::size_t lines = 0;
    for (std::size_t at = 0; at <= value.size();) {
      const std::size_t end = std::min(value.find('\n', at), value.size());
      // A line of the value takes one line and another one for each 40 characters.
      lines += 1 + base::count_code_points(value.substr(at, end - at)) / kCharactersOfLine;
      at = end + 1;
    }
    return std::clamp(lines, field.lines, kMost);
  }

  /// The value of a read-only field. Images are not shown; choices that accept free text show the label of the chosen
  /// option.
  std::string shown_value(const WebField& field, const std::string& pointer,
                          const std::vector<std::string>& given) const {
    if (given.empty() || given.front().empty()) return {};
    const std::string& text = given.front();
    if (field.type == "check") return text == field.on_value ? text : std::string();
    if (field.type == "file") {
      if (text.starts_with("data:")) return std::string(texts::WebformPictureGiven.in(input_.language));
      // A stored file has a name given by the store; applicants see the name under which they sent it.
      const auto name = input_.file_names.find(pointer);
      return texts::WebformFileGiven.in(input_.language, name == input_.file_names.end() ? text : name->second);
    }
    // A list without choices is a text with one item per line.
    if (field.type == "choices" && field.choices.empty()) return joined(given, "\n");
    if (!field.free_text) return text;
    for (const WebChoice& choice : field.choices) {
      if (choice.value == text) return choice.label;
    }
    return text;
  }

  static std::string joined(const std::vector<std::string>& texts, std::string_view between = ",") {
    std::string all;
    for (const std::string& text : texts) all.append(all.empty() ? std::string_view() : between).append(text);
    return all;
  }

  const WebForm& form_;
  const FormPageInput& input_;
  Values values_;
  ShownFields shown_;
  PageMessages& messages_;
  std::map<const WebGroup*, std::size_t> row_counts_;
};

/// The first group within an object that has no place itself, because it contains only objects.
std::string_view first_group_within(const WebForm& form, std::string_view pointer) {
  for (const WebStep& step : form.steps) {
    for (const WebGroup& group : step.groups) {
      if (!pointer.empty() && is_within(group.pointer, pointer)) return group.pointer;
    }
  }
  return {};
}

}  // namespace

base::Json answer_view(const FormAnswer& answer) {
  base::Json view = base::Json::object();
  view.set("name", answer.name).set("id", page_id("/" + answer.name)).set("label", answer.label);
  return std::move(view.set("value", answer.value));
}

void PageMessages::settle(const WebForm& form) {
  // A message may point below a control (an item of a list in one text field) or at a member without a control. It
  // moves up to the nearest place.
  std::map<std::pair<std::size_t, bool>, std::size_t> elsewhere;  // by step and whether it is an error
  for (const FormMessage& message : messages_) {
    const bool is_error = message.severity == Severity::Error;
    std::string_view at = message.pointer;
    // `/jobs/2/org/0` → `/jobs/2/org` → … up to a place that the page has.
    while (!at.empty() && !places_.contains(at)) at = base::parent_pointer(at);
    if (at.empty()) at = first_group_within(form, message.pointer);
    if (const auto place = places_.find(at); !at.empty() && place != places_.end()) {
      summary_.push_back({message.text, place->second, is_error, message.answer});
      lines_.emplace(std::string(at), summary_.back());
    } else if (const std::size_t step = step_at(form, message.pointer); step == 0) {
      // Step 0: the message concerns the whole form.
      summary_.push_back({message.text, {}, is_error, message.answer});
    } else {
      ++elsewhere[{step, is_error}];
    }
  }
  // For other steps, the summary only shows the number of messages.
  for (const auto& [there, count] : elsewhere) {
    const auto [step, is_error] = there;
    const auto& words = is_error ? texts::WebformFaultsThere : texts::WebformDoubtsThere;
    summary_.push_back({words.in(form.language, step, form.steps[step - 1].title, count), step_id(step), is_error});
  }
}

std::vector<PageMessages::Line> PageMessages::at(const std::string& pointer) const {
  std::vector<Line> lines;
  const auto [begin, end] = lines_.equal_range(pointer);
  for (auto found = begin; found != end; ++found) lines.push_back(found->second);
  return lines;
}

std::span<const TypedValue> values_of(const FormPageInput& input) {
  if (!input.values) return {};
  return std::span(*input.values).first(std::min(input.values->size(), PostedLimits{}.values));
}

std::vector<std::string> default_texts(const WebField& field) {
  // Several ticked choices are one default text with a line each.
  std::vector<std::string> texts;
  for (std::string_view rest = field.value; !rest.empty();) {
    const std::size_t end = field.type == "choices" ? std::min(rest.find('\n'), rest.size()) : rest.size();
    texts.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  if (field.type == "check") std::erase_if(texts, [&field](const std::string& text) { return text != field.on_value; });
  return texts;
}

base::Json steps_view(const WebForm& form, const FormPageInput& input, PageMessages& messages) {
  return ViewMaker(form, input, messages).make();
}

}  // namespace gongwen::webform
