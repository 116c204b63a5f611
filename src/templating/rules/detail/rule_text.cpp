#include "templating/rules/detail/rule_text.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/rules.h"

#include <algorithm>

// Places within JSON strings: an escape such as `\u4e2d` is six bytes of the file and three of the value, so spans of
// the compiled text are converted before they are reported.
namespace gongwen::rules {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

constexpr std::size_t kUnicodeEscape = 6;  // \u6587
constexpr std::size_t kSurrogatePair = 12;

/// How far a JSON string advances at one character: bytes of the file, and bytes of the value.
struct Step {
  std::size_t written;
  std::size_t read;
};

/// `value` is the rest of the string's value.
Step step_at(std::string_view written, std::size_t at, std::string_view value) {
  if (written[at] != '\\') return {1, 1};
  if (at + 1 >= written.size() || written[at + 1] != 'u') return {2, 1};
  const std::size_t length = base::decode_utf8(value, 0).length;
  return {length == 4 ? kSurrogatePair : kUnicodeEscape, length};
}

std::vector<std::uint32_t> map_offsets(std::string_view written, std::string_view value, std::uint32_t begin) {
  std::vector<std::uint32_t> offsets;
  std::size_t at = 1;  // after the opening quote
  while (offsets.size() < value.size() && at < written.size()) {
    const Step step = step_at(written, at, value.substr(offsets.size()));
    offsets.insert(offsets.end(), step.read, begin + static_cast<std::uint32_t>(at));
    at += step.written;
  }
  offsets.push_back(begin + static_cast<std::uint32_t>(at));
  return offsets;
}

class ByteOffsets {
 public:
  ByteOffsets(const data::Value& string, const diagnostics::SourceLookup& sources) : whole_(string.span()) {
    const std::string_view text = sources.source_text(whole_.source);
    const std::string_view written =
        whole_.end <= text.size() ? text.substr(whole_.begin, whole_.end - whole_.begin) : "";
    if (written.starts_with('"')) offsets_ = map_offsets(written, string.string(), whole_.begin);
  }

  /// Converts a span in the string's value to one in the file.
  diagnostics::Span locate(const diagnostics::Span& in_value) const {
    if (in_value.source != whole_.source) return in_value;
    if (in_value.end >= offsets_.size()) return whole_;
    return {whole_.source, offsets_[in_value.begin], offsets_[in_value.end]};
  }

 private:
  diagnostics::Span whole_;
  std::vector<std::uint32_t> offsets_;  // of each byte and of the end; empty if only `whole_` is known
};

}  // namespace

void StringPlaces::transfer(const DiagnosticSink& from, DiagnosticSink& to) const {
  if (from.diagnostics().empty()) return;
  const ByteOffsets offsets(string_, sources_);
  for (diagnostics::Diagnostic moved : from.diagnostics()) {
    moved.origin.template_place = offsets.locate(moved.origin.template_place);
    for (diagnostics::Note& note : moved.notes) {
      note.origin.template_place = offsets.locate(note.origin.template_place);
    }
    to.add(std::move(moved));
  }
}

void check_names(const std::vector<templating::FreeName>& names, const KnownNames& known, DiagnosticSink& sink) {
  std::vector<std::string_view> all(known.own.begin(), known.own.end());
  all.insert(all.end(), known.given.begin(), known.given.end());
  for (const templating::FreeName& used : names) {
    if (std::find(all.begin(), all.end(), used.name) != all.end()) continue;
    std::string near(base::find_nearest_name(used.name, all));
    // Rules of sets have no item.
    const bool has_item = std::find(all.begin(), all.end(), "item") != all.end();
    if (near.empty() && has_item) near = "item." + std::string(used.name);
    sink.report(messages::RulesUnknownName, Origin{used.place, {}}, used.name, near);
  }
}

base::Expected<RuleExpression> RuleExpression::compile(const data::Value& text,
                                                       const diagnostics::SourceLookup& sources, CompileTexts when,
                                                       const KnownNames& names, DiagnosticSink& sink) {
  RuleText<templating::CompiledExpression> made(text, sources, names);
  if (when == CompileTexts::Now && made.get(sink) == nullptr) return base::kReported;
  return RuleExpression(std::move(made));
}

base::Expected<bool> RuleExpression::is_true(const Surroundings& surroundings, DiagnosticSink& sink) const {
  const auto* const expression = text_.get(sink);
  if (expression == nullptr) return base::kReported;
  DiagnosticSink own;
  const base::Expected<bool> result = expression->is_true(surroundings.bindings, surroundings.limits, own);
  text_.places().transfer(own, sink);
  return result;
}

bool RuleExpression::may_look_at(std::string_view name) const {
  DiagnosticSink unheard;
  const auto* const expression = text_.get(unheard);
  return expression == nullptr || expression->mentions(name);
}

bool RuleExpression::takes_members_only(std::string_view name) const {
  const std::string_view text = text_.written();
  const auto is_word = [](char c) {
    return base::is_ascii_alnum(c) || c == '_';
  };
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::string_view rest = text.substr(at + name.size());
    const bool within_word = (at > 0 && is_word(text[at - 1])) || (!rest.empty() && is_word(rest.front()));
    if (within_word) continue;
    const bool takes_member = rest.size() > 1 && rest[0] == '.' && base::is_ascii_alpha(rest[1]);
    if (!takes_member) return false;
  }
  return true;
}

base::Expected<RuleTemplate> RuleTemplate::compile(const data::Value& text, const diagnostics::SourceLookup& sources,
                                                   CompileTexts when, const KnownNames& names, DiagnosticSink& sink) {
  RuleText<templating::TextTemplate> made(text, sources, names);
  if (when == CompileTexts::Now && made.get(sink) == nullptr) return base::kReported;
  return RuleTemplate(std::move(made));
}

base::Expected<std::string> RuleTemplate::expand(const Surroundings& surroundings, DiagnosticSink& sink) const {
  const auto* const text = text_.get(sink);
  if (text == nullptr) return base::kReported;
  DiagnosticSink own;
  auto result = text->expand({{}, {}, surroundings.bindings, surroundings.limits}, own);
  text_.places().transfer(own, sink);
  return result;
}

}  // namespace gongwen::rules
