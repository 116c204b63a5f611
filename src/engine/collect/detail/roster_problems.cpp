#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/printer.h"
#include "engine/collect/detail/roster.h"
#include "engine/core/detail/field_words.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Diagnostic;
using diagnostics::Severity;

/// Of one line. A file with hundreds of problems of one sort has one reason for them.
constexpr std::size_t kMostParts = 12;
constexpr std::size_t kLongestPart = 400;  // characters

std::string category_of(const Diagnostic& diagnostic, const ReadForm& form) {
  const diagnostics::DiagnosticId id = diagnostic.id;
  if (id == messages::DataMissingName) return "缺少";
  if (id == messages::IntakeBlankForm || id == messages::IntakeNothingFilledIn) return "空表";
  if (id == messages::IntakeNotRegistered) return "未列入";
  if (id == messages::IntakeCorrected) return "已更正";
  if (id == messages::IntakeOldEdition) return "旧版本";
  if (id == messages::IntakeSamePerson) return "重复";
  if (id == messages::IntakeSameContacts || id == messages::IntakeSameName) return "疑似重复";
  if (id == messages::IntakeDisagree || id == messages::IntakeConflict) return "不一致";
  if (!form.document) return "未读取";
  return diagnostic.severity == Severity::Error ? "错误" : "提醒";
}

/// The title of the field that is missing, and where it is; nothing when it cannot be told from the message.
std::string missing_title(const Diagnostic& diagnostic, const ReadForm& form) {
  for (const diagnostics::Note& note : diagnostic.notes) {
    if (note.id == messages::IntakeAtField && note.arguments.size() > 1) return note.arguments[1];
  }
  const std::string pointer = form.document ? missing_field(diagnostic, *form.document) : std::string();
  return pointer.empty() ? pointer : field_title(*form.compiled->schema, pointer).chinese;
}

/// The message without the name of the file, which stands in a column of its own.
std::string problem_text(const Diagnostic& diagnostic, const ReadForm& form) {
  if (diagnostic.id == messages::DataMissingName) {
    if (std::string title = missing_title(diagnostic, form); !title.empty()) return title;
  }
  std::string text = diagnostics::message_text(diagnostic, diagnostics::Language::Chinese);
  for (const std::string& shown : {"`" + form_name(form) + "`", form_name(form)}) {
    if (!text.starts_with(shown)) continue;
    text.erase(0, shown.size());
    for (const std::string_view between : {"：", " "}) {
      if (text.starts_with(between)) text.erase(0, between.size());
    }
    break;
  }
  for (const diagnostics::Note& note : diagnostic.notes) {
    if (note.id == messages::IntakeAtField && note.arguments.size() > 1) text += "——" + note.arguments[1];
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

void add_line(const Diagnostic& diagnostic, const ReadForm& form, std::size_t index, const std::string& folder,
              std::vector<Line>& lines) {
  const std::string category = category_of(diagnostic, form);
  auto line =
      std::find_if(lines.begin(), lines.end(), [&](const Line& other) { return other.problem.category == category; });
  if (line == lines.end()) line = lines.insert(line, Line{{category, index, {}, false}, {}, 0});
  line->problem.is_error = line->problem.is_error || diagnostic.severity == Severity::Error;
  if (line->parts.size() < kMostParts) {
    line->parts.push_back(without_folder(problem_text(diagnostic, form), folder));
  } else {
    ++line->left_out;
  }
}

RosterProblem finished(Line line) {
  const std::string_view between = line.problem.category == "缺少" ? "、" : "；";
  for (const std::string& part : line.parts) {
    line.problem.text.append(line.problem.text.empty() ? std::string_view() : between).append(part);
  }
  if (line.left_out > 0) line.problem.text += fmt::format("{}另有 {} 处", between, line.left_out);
  return std::move(line.problem);
}

}  // namespace

std::vector<RosterProblem> roster_problems(const std::vector<CollectedForm>& forms,
                                           std::span<const std::size_t> indices, const std::string& folder) {
  std::vector<RosterProblem> problems;
  for (const std::size_t index : indices) {
    const ReadForm& form = forms[index].form;
    std::vector<Line> lines;
    const std::vector<Diagnostic> told = form.run->told();
    for (const Diagnostic& diagnostic : told) {
      const bool counts = diagnostic.severity != Severity::Note || diagnostic.id == messages::IntakeCorrected;
      if (counts) add_line(diagnostic, form, index, folder, lines);
    }
    for (Line& line : lines) problems.push_back(finished(std::move(line)));
  }
  std::stable_partition(problems.begin(), problems.end(), [](const RosterProblem& p) { return p.is_error; });
  return problems;
}

}  // namespace gongwen::engine
