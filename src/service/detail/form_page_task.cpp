#include "service/detail/form_page_task.h"

#include "engine/webform/posted.h"
#include "service/detail/task_answers.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace gongwen::service {

namespace {

/// Removes values of read-only fields: the page shows the texts that the form fixes, not what a sender put in their
/// place.
void drop_fixed(TypedValues& values, const std::optional<DescribedForm>& form) {
  if (!form) return;
  std::erase_if(values, [&](const TypedValue& value) {
    const auto found = webform::find_field(*form, value.pointer);
    return found && found->field->read_only;
  });
}

/// Browsers do not send pictures back, so the values of picture fields come from the data that is corrected.
void take_pictures(TypedValues& values, const DataSource& original, const Engine& engine, const std::string& name,
                   const std::optional<DescribedForm>& form) {
  if (!form) return;
  const auto is_picture = [&](const TypedValue& value) {
    return is_file_field(*form, value.pointer);
  };
  std::erase_if(values, is_picture);
  for (TypedValue& value : engine.form_values(name, original)) {
    if (!is_picture(value)) continue;
    value.is_file = true;
    values.push_back(std::move(value));
  }
}

/// Adds the names of person and organisation by which lists show a submission.
void add_names(FormResult& result, const std::optional<DescribedForm>& form) {
  if (!form) return;
  std::tie(result.person, result.organisation) = names_of_form(result.data, *form);
  result.email = address_of_form(result.data, *form);
}

/// Moves values into `left` whose places the form no longer has, since its bundle was renewed; the page shows them as
/// text. A value whose place exists again comes back, unless something else was typed there. `typed` of an older
/// edition is converted first, by the rules of the bundle for renamed values.
TypedValues with_places(const TypedValues& typed, TypedValues& left, const Task& task, const Engine& engine,
                        const std::string& name) {
  const bool is_same = task.options.edition.empty() || task.options.edition == engine.definition_hash(name);
  const TypedValues values = is_same ? typed : engine.carry_forward(task.kind, typed);
  webform::SplitValues split = webform::split_left(values);
  TypedValues wanted = std::move(split.typed);
  std::set<std::string> pointers;
  for (const TypedValue& value : wanted) pointers.insert(value.pointer);
  const bool any_left = !split.left.empty();
  for (TypedValue& value : split.left) {
    (pointers.insert(value.pointer).second ? wanted : left).push_back(std::move(value));
  }
  // If the form is unchanged, a value without a place was not typed on our page; the check refuses it instead of
  // setting it aside.
  if (is_same && !any_left) return wanted;
  const std::vector<std::string> refused = engine.read_form(name, wanted, task.language).refused;
  const auto has_place = [&refused](const TypedValue& value) {
    return std::find(refused.begin(), refused.end(), value.pointer) == refused.end();
  };
  // Uploaded files stay with the draft, and empty texts are of no use to a reader.
  const auto has_text = [](const TypedValue& value) {
    // A file has its name as text, but is stored with the draft.
    return !value.is_file &&
           std::any_of(value.texts.begin(), value.texts.end(), [](const std::string& text) { return !text.empty(); });
  };
  const auto last = std::stable_partition(wanted.begin(), wanted.end(), has_place);
  std::copy_if(last, wanted.end(), std::back_inserter(left), has_text);
  wanted.erase(last, wanted.end());
  return wanted;
}

}  // namespace

std::optional<DescribedForm> described_form(const Task& task, const Engine& engine, const std::string& name) {
  const TextResult form = engine.form(name, task.language);
  return form.report.ok() ? parse_form(form.text) : std::nullopt;
}

TaskAnswer answer_form_page(const Task& task, const Engine& engine, const std::string& name,
                            const RenderOptions& render) {
  const std::optional<FormPageInput> around = parse_form_page(task.options.page_around, task.language);
  const std::optional<TypedValues> values = task.files.empty() ? std::nullopt : parse_entries(task.files.front().bytes);
  if (!around || !values) return refused(Outcome::Failed);
  FormPageInput input = *around;
  // A draft that was never saved gets the defaults of the form.
  if (task.files.front().bytes != kNoEntries) input.values = with_places(*values, input.left, task, engine, name);
  // Only for new entries: a correction shows the fixed values of the data themselves.
  if (input.values && task.files.size() == 1) drop_fixed(*input.values, described_form(task, engine, name));
  std::optional<DataSource> original;
  if (task.files.size() > 1) {
    original = DataSource{};
    original->path = task.files[1].path;
    original->text = task.files[1].bytes;
    if (input.values) take_pictures(*input.values, *original, engine, name, described_form(task, engine, name));
  }
  FormResult result;
  result.edition = engine.definition_hash(name);
  Report said;
  if (task.options.check) {
    // Corrections keep values that the form does not show, and the structure of unchanged values.
    FormReading reading = engine.read_form(name, input.values.value_or(TypedValues()), task.language, render,
                                           original ? &*original : nullptr);
    result.ok = reading.ok;
    result.data = std::move(reading.json);
    if (result.ok && !task.options.values_only) add_names(result, described_form(task, engine, name));
    // Messages of the check come before remarks of the office.
    input.messages.insert(input.messages.begin(), reading.messages.begin(), reading.messages.end());
    if (result.ok) input.notices.insert(input.notices.begin(), task.options.praise);
    said = reading.report;
  }
  // The script of the page needs only messages.
  if (task.options.values_only) return json_answer(messages_json(input.messages));
  // Faulty steps are marked in the list of steps even without a request for a check.
  if (!task.options.check && input.values && input.step != 0) {
    input.found = engine.read_form(name, *input.values, task.language, render).messages;
  }
  TextResult page = engine.form_page(name, input);
  if (!page.report.ok()) return with_report(page.report, task);
  TaskAnswer answer = refused(Outcome::Done);
  answer.media_type = kHtmlType;
  answer.body = std::move(page.text);
  answer.reading = form_result_json(result);
  answer.report = said.json(task.language);
  return answer;
}

}  // namespace gongwen::service
