#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/rules.h"
#include "diagnostics/catalogue/texts/diagnostics.h"
#include "diagnostics/printer.h"

#include <algorithm>

namespace gongwen::diagnostics {
namespace {

struct ApplicantEntry {
  DiagnosticId id;
  BilingualText text;
};

constexpr ApplicantEntry kApplicantTexts[] = {
#define GONGWEN_APPLICANT(name, english, chinese) {messages::name, {english, chinese}},
#include "diagnostics/catalogue/applicant.def"
#undef GONGWEN_APPLICANT
};

/// Removes backquotes around names, which confuse people who do not write data. Chinese texts have other marks
/// around names; in English the names are left without marks.
std::string without_backquotes(std::string_view text, Language language) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t open = text.find('`');
    const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
    plain += text.substr(0, open);
    if (close == std::string_view::npos) {
      // A single one encloses nothing.
      if (open != std::string_view::npos) plain += text.substr(open + 1);
      break;
    }
    plain += texts::DiagnosticsQuoted.in(language, text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return plain;
}

/// A field without a title is named by its pointer, which applicants do not understand.
bool is_raw_pointer(std::string_view argument) { return argument.starts_with("`/") || argument.starts_with("“/"); }

/// Removes the marks of requirements after the words of a rule, `（V-WG2）` and ` (V-WG2)`, which only maintainers
/// of the rules need.
void drop_marks(std::string& text) {
  struct Brackets {
    std::string_view open;
    std::string_view close;
  };
  for (const Brackets brackets : {Brackets{"（V-", "）"}, Brackets{" (V-", ")"}}) {
    for (std::size_t at = text.find(brackets.open); at != std::string::npos; at = text.find(brackets.open, at)) {
      const std::size_t end = text.find(brackets.close, at);
      if (end == std::string::npos) break;
      text.erase(at, end + brackets.close.size() - at);
    }
  }
}

/// Fills the parts before and after the label separately, so that braces in the label are not taken for arguments.
std::string fill_around_label(std::string_view pattern, std::span<const std::string> arguments,
                              const std::string& label) {
  std::string out;
  for (std::size_t at = pattern.find(kLabelArgument); at != std::string_view::npos; at = pattern.find(kLabelArgument)) {
    out += fill_pattern(pattern.substr(0, at), arguments) + escape_controls(label);
    pattern.remove_prefix(at + kLabelArgument.size());
  }
  return out + fill_pattern(pattern, arguments);
}

/// Whether the value is missing, so that the wording for typed fields does not fit. A box that must be ticked has
/// the value false if it is not.
bool is_missing(DiagnosticId id, Asking asking) {
  if (asking == Asking::Type) return false;
  return id == messages::DataMissingName || (asking == Asking::Tick && id == messages::DataNotInList);
}

}  // namespace

std::optional<BilingualText> applicant_text(DiagnosticId id) {
  const auto* const found = std::ranges::find(kApplicantTexts, id, &ApplicantEntry::id);
  return found == std::end(kApplicantTexts) ? std::nullopt : std::optional(found->text);
}

std::string applicant_message(const Diagnostic& diagnostic, const TextPair& label, Language language, Asking asking) {
  const std::optional<BilingualText> own = applicant_text(diagnostic.id);
  const std::string& shown = label.in(language);
  if (!shown.empty() && is_missing(diagnostic.id, asking)) {
    const std::string escaped = escape_controls(shown);
    return asking == Asking::Tick ? texts::DiagnosticsTick.in(language, escaped)
                                  : texts::DiagnosticsChoose.in(language, escaped);
  }
  std::vector<std::string> arguments;
  for (const std::string& argument : diagnostic.arguments) {
    arguments.push_back(is_raw_pointer(argument) ? std::string() : without_backquotes(argument, language));
  }
  if (!own || !has_all_arguments(own->in(language), arguments)) {
    if (shown.empty()) return std::string(texts::DiagnosticsCheckForm.in(language));
    return texts::DiagnosticsCheckField.in(language, escape_controls(shown));
  }
  const std::string named = shown.empty() ? std::string(texts::DiagnosticsThisField.in(language)) : shown;
  std::string text = fill_around_label(own->in(language), arguments, named);
  drop_marks(text);
  return text;
}

}  // namespace gongwen::diagnostics
