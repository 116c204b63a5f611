#include "base/json_pointer.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/printer.h"
#include "engine/collect/detail/roster.h"
#include "engine/core/detail/field_words.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Diagnostic;
using diagnostics::Severity;

/// Of one line. If a file has hundreds of issues of one type, they have one cause.
constexpr std::size_t kMaxParts = 12;
constexpr std::size_t kLongestPart = 400;  // characters

std::string category_of(const Diagnostic& diagnostic, const ReadForm& form) {
  const diagnostics::DiagnosticId id = diagnostic.id;
  if (id == messages::DataMissingName) return "missing";
  if (id == messages::IntakeBlankForm || id == messages::IntakeNothingFilledIn) return "blank";
  if (id == messages::IntakeNotRegistered) return "not-registered";
  if (id == messages::IntakeCorrected) return "corrected";
  if (id == messages::IntakeOldEdition) return "old-edition";
  if (id == messages::IntakeSamePerson) return "duplicate";
  if (id == messages::IntakeSameContacts || id == messages::IntakeSameName) return "similar";
  if (id == messages::IntakeDisagree || id == messages::IntakeConflict) return "disagree";
  if (!form.document) return "unread";
  return diagnostic.severity == Severity::Error ? "error" : "warning";
}

/// The field that a note is about, which it names in both languages, in the order of `Language`.
const std::string& field_of_note(const diagnostics::Note& note, diagnostics::Language language) {
  return note.arguments[static_cast<std::size_t>(language)];
}

/// The title of the field that is missing, and where it is; nothing when the message does not say it.
std::string missing_title(const Diagnostic& diagnostic, const ReadForm& form, diagnostics::Language language) {
  for (const diagnostics::Note& note : diagnostic.notes) {
    if (note.id == messages::IntakeAtField && note.arguments.size() > 1) return field_of_note(note, language);
  }
  const std::string pointer = form.document ? missing_field(diagnostic, *form.document) : std::string();
  if (pointer.empty()) return pointer;
  return field_title(*form.compiled->schema, pointer).in(language);
}

/// The message without the name of the file, which is in its own column.
std::string problem_text(const Diagnostic& diagnostic, const ReadForm& form, diagnostics::Language language) {
  if (diagnostic.id == messages::DataMissingName) {
    if (std::string title = missing_title(diagnostic, form, language); !title.empty()) return title;
  }
  std::string text = diagnostics::message_text(diagnostic, language);
  for (const std::string& shown : {"`" + form_name(form) + "`", form_name(form)}) {
    if (!text.starts_with(shown)) continue;
    text.erase(0, shown.size());
    for (const std::string_view between : {texts::Colon.chinese, texts::Colon.english, std::string_view(" ")}) {
      if (text.starts_with(between)) text.erase(0, between.size());
    }
    break;
  }
  for (const diagnostics::Note& note : diagnostic.notes) {
    if (note.id == messages::IntakeAtField && note.arguments.size() > 1)
      text.append(texts::EngineDash.in(language)).append(field_of_note(note, language));
  }
  const std::string_view begin = base::first_code_points(text, kLongestPart);
  return begin.size() == text.size() ? text : std::string(begin) + "…";
}

struct Line {
  RosterProblem problem;
  std::vector<std::string> parts;
  std::size_t left_out = 0;
};

/// Other files are called as in the table, by their place in the folder.
std::string without_folder(std::string text, const std::string& folder) {
  const std::string begin = "`" + folder;
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    text.erase(at + 1, folder.size());
  }
  return text;
}

struct LineMaker {
  const std::string& folder;
  diagnostics::Language language;
};

void add_line(const Diagnostic& diagnostic, const ReadForm& form, std::size_t index, const LineMaker& maker,
              std::vector<Line>& lines) {
  const std::string category = category_of(diagnostic, form);
  auto line =
      std::find_if(lines.begin(), lines.end(), [&](const Line& other) { return other.problem.category == category; });
  if (line == lines.end()) line = lines.insert(line, Line{{category, index, {}, false}, {}, 0});
  line->problem.is_error = line->problem.is_error || diagnostic.severity == Severity::Error;
  if (line->parts.size() < kMaxParts) {
    line->parts.push_back(without_folder(problem_text(diagnostic, form, maker.language), maker.folder));
  } else {
    ++line->left_out;
  }
}

/// As people read the form, whatever the order of its data.
std::vector<Diagnostic> in_field_order(const ReadForm& form) {
  std::vector<Diagnostic> told = form.run->told();
  const FieldGuide* const guide = form.run->field_guide();
  if (guide == nullptr || !guide->order || !form.document || told.size() < 2) return told;
  const auto place_of = [&](const Diagnostic& diagnostic) -> std::uint64_t {
    const diagnostics::DataPlace place = diagnostic.origin.data_place;
    if (place.source != form.document->source() || place.node >= form.document->node_count()) return 0;
    std::string pointer = data::Value(*form.document, place.node).pointer();
    if (!diagnostic.absent_member.empty()) base::append_pointer_token(pointer, diagnostic.absent_member);
    return guide->order(pointer);
  };
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < told.size(); ++i) order.emplace_back(place_of(told[i]), i);
  std::sort(order.begin(), order.end());
  std::vector<Diagnostic> sorted;
  for (const auto& [place, index] : order) sorted.push_back(std::move(told[index]));
  return sorted;
}

RosterProblem finished(Line line, diagnostics::Language language) {
  const bool list = line.problem.category == "missing";
  const std::string_view between = (list ? texts::ListComma : texts::Semicolon).in(language);
  for (const std::string& part : line.parts) {
    line.problem.text.append(line.problem.text.empty() ? std::string_view() : between).append(part);
  }
  if (line.left_out > 0) {
    line.problem.text += texts::EngineMoreProblems.in(language, between, line.left_out);
  }
  return std::move(line.problem);
}

}  // namespace

std::vector<RosterProblem> roster_problems(const std::vector<CollectedForm>& forms,
                                           std::span<const std::size_t> indices, const std::string& folder,
                                           diagnostics::Language language) {
  std::vector<RosterProblem> problems;
  for (const std::size_t index : indices) {
    const ReadForm& form = forms[index].form;
    std::vector<Line> lines;
    const std::vector<Diagnostic> told = in_field_order(form);
    for (const Diagnostic& diagnostic : told) {
      const bool counts = diagnostic.severity != Severity::Note || diagnostic.id == messages::IntakeCorrected;
      if (counts) add_line(diagnostic, form, index, {folder, language}, lines);
    }
    for (Line& line : lines) problems.push_back(finished(std::move(line), language));
  }
  std::stable_partition(problems.begin(), problems.end(), [](const RosterProblem& p) { return p.is_error; });
  return problems;
}

}  // namespace gongwen::engine
