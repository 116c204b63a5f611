#include "layout/character_report.h"

#include "base/format.h"
#include "base/utf8.h"

namespace gongwen::layout {

void report_character(const text::CharacterReport& report, diagnostics::OriginId origin, LayoutContext& context) {
  const std::string character = base::to_utf8(report.character);
  const std::string code = fmt::format("U+{:04X}", static_cast<std::uint32_t>(report.character));
  if (report.kind == text::CharacterReport::Kind::Missing) {
    context.sink.report(diagnostics::DiagnosticId::TextMissingGlyph, origin, character, code);
    return;
  }
  const text::FontStack& stack = context.fonts.stack(report.fonts);
  const text::FontLibrary& library = context.fonts.library();
  context.sink.report(diagnostics::DiagnosticId::TextFallbackFace, origin, character, code,
                      library.face_name(stack.entries[stack.primary].face), library.face_name(report.face));
}

}  // namespace gongwen::layout
