#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/text.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/inline/text_style.h"

#include <algorithm>
#include <set>

namespace gongwen::layout {
namespace {

namespace messages = diagnostics::messages;

/// Characters that the document asked for in one family and that come from another face.
struct FallbackUse {
  std::string family;  // that was asked for
  std::string face;    // used instead
  diagnostics::OriginId first;
  std::vector<char32_t> characters;  // each once, in the order of the document
};
struct FallbackUses : DocumentFacts {
  std::vector<FallbackUse> uses;
};

/// Characters without a glyph that need no second message.
struct ToleratedCharacters : DocumentFacts {
  std::set<char32_t> reported;
};

/// What the document asked for and the character is not in: the family that the face replaces, otherwise the whole
/// list.
std::string asked_family(const text::CharacterReport& report, const text::FontContext& fonts) {
  const std::vector<text::StackEntry>& entries = fonts.stack(report.fonts).entries;
  const auto used = std::find_if(entries.begin(), entries.end(), [&](const text::StackEntry& entry) {
    return entry.face == report.face && entry.rank != text::Rank::Listed;
  });
  const bool of_family = used != entries.end() && !used->stands_in_for.empty();
  return of_family ? used->stands_in_for : family_list(fonts.request(report.fonts).families);
}

void remember_fallback(const text::CharacterReport& report, diagnostics::OriginId origin, LayoutContext& context) {
  const std::string family = asked_family(report, context.fonts);
  const std::string_view face = context.fonts.library().face_family(report.face);
  std::vector<FallbackUse>& uses = context.cache<FallbackUses>().uses;
  auto use = std::find_if(uses.begin(), uses.end(),
                          [&](const FallbackUse& known) { return known.family == family && known.face == face; });
  if (use == uses.end()) {
    use = uses.insert(use, {family, std::string(face), origin, {}});
  }
  std::vector<char32_t>& characters = use->characters;
  if (std::find(characters.begin(), characters.end(), report.character) != characters.end()) return;
  characters.push_back(report.character);
}

/// C0 and C1 controls: no face should have them.
bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }

}  // namespace

void report_character(const text::CharacterReport& report, diagnostics::OriginId origin, LayoutContext& context) {
  if (!context.fonts.missing_faces().empty()) return;
  const std::string character = base::to_utf8(report.character);
  const std::string code = fmt::format("U+{:04X}", static_cast<std::uint32_t>(report.character));
  if (report.kind == text::CharacterReport::Kind::Missing) {
    const bool is_tolerated = context.sink.tolerates(messages::TextMissingGlyph);
    if (is_tolerated && !context.cache<ToleratedCharacters>().reported.insert(report.character).second) return;
    if (is_control(report.character)) {
      context.sink.report(messages::TextControlCharacter, origin, code);
    } else {
      context.sink.report(messages::TextMissingGlyph, origin, character, code);
    }
    return;
  }
  if (report.kind == text::CharacterReport::Kind::Variant) {
    // How emoji look does not matter in documents.
    if (report.selector >= 0xFE0E && report.selector <= 0xFE0F) return;
    context.sink.report(messages::TextVariantForm, origin, character,
                        fmt::format("U+{:04X}", static_cast<std::uint32_t>(report.selector)),
                        context.fonts.library().face_family(report.face));
    return;
  }
  remember_fallback(report, origin, context);
}

void report_fallback_faces(LayoutContext& context) {
  constexpr std::size_t kMaxShown = 12;
  for (const FallbackUse& use : context.cache<FallbackUses>().uses) {
    std::string shown;
    for (std::size_t i = 0; i < std::min(use.characters.size(), kMaxShown); ++i) {
      if (i > 0) shown += " ";
      shown +=
          fmt::format("{} (U+{:04X})", base::to_utf8(use.characters[i]), static_cast<std::uint32_t>(use.characters[i]));
    }
    if (use.characters.size() > kMaxShown) shown += " …";
    context.sink.report(messages::TextFallbackFace, use.first, shown, use.family, use.face);
  }
}

void report_missing_faces(LayoutContext& context) {
  for (const text::FaceId face : context.fonts.missing_faces()) {
    context.sink.report(messages::TextMissingFace, diagnostics::Origin{}, context.fonts.library().face_path(face));
  }
}

}  // namespace gongwen::layout
