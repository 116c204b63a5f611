#include "base/utf8.h"
#include "intake/detail/pdf_shown.h"
#include "intake/field_value.h"

#include <algorithm>

namespace gongwen::intake {
namespace {

constexpr std::int64_t kMultiline = 1 << 12;  // ISO 32000-1, table 228

/// A text as pictures can be compared: without blanks and line ends, which programs set as they like, without what has
/// no picture, and without characters beyond U+FFFF, which several programs cannot draw.
std::u32string drawn_part(std::string_view text) {
  std::u32string out;
  const std::string plain = narrow_text(normal_text(text));
  for (const auto& decoded : base::CodePoints(plain)) {
    const char32_t c = decoded.code_point;
    const bool blank = c <= U' ' || c == 0x7F || (c >= 0x80 && c <= 0xA0) || (c >= 0x2000 && c <= 0x200F) ||
                       (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0xFEFF || c == 0x3000 ||
                       (c >= 0xFE00 && c <= 0xFE0F);
    if (!blank && c <= 0xFFFF) out += c;
  }
  return out;
}

bool has_astral(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
}

/// Whether there is something that certainly has a picture: a character of ASCII, or a Chinese one.
bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c > ' ' && c < 0x7F) || (static_cast<unsigned char>(c) >= 0xE4 && static_cast<unsigned char>(c) <= 0xE9);
  });
}

/// Letters of scripts that programs draw from right to left, or put together from several.
bool has_shaped(const std::u32string& text) {
  return std::any_of(text.begin(), text.end(), [](char32_t c) {
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0590 && c <= 0x10FF) || (c >= 0x1100 && c <= 0x11FF) ||
           (c >= 0x1780 && c <= 0x18AF) || (c >= 0xFB00 && c <= 0xFEFE);
  });
}

bool is_empty_frame(char32_t c) { return c == 0xFFFD || c == 0x25A1; }

/// `?` and boxes for what a font does not have.
bool is_substituted(const std::u32string& shown, const std::u32string& value) {
  if (shown.size() != value.size()) return false;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const bool lost = shown[i] == U'?' || is_empty_frame(shown[i]);
    if (shown[i] != value[i] && !(lost && value[i] > 0x7E)) return false;
  }
  return true;
}

/// Whether a picture with frames in it shows nothing else than characters of the value, in their order: fonts that lack
/// some draw frames for them, and also for the ends of lines.
bool is_shown_in_part(const std::u32string& shown, const std::u32string& value) {
  std::size_t at = 0;
  bool has_frames = false;
  for (const char32_t c : shown) {
    has_frames = has_frames || is_empty_frame(c);
    if (is_empty_frame(c)) continue;
    at = value.find(c, at);
    if (at == std::u32string::npos) return false;
    ++at;
  }
  return has_frames;
}

/// What a box can hold of a text that is too long for it; one em is not known, so the smallest readable is taken.
bool may_be_cut(const PdfField& field, const PdfObject& widget, std::size_t shown) {
  if ((field.flags & kMultiline) != 0) return true;
  const auto rect = read_rectangle(widget.get("/Rect"));
  constexpr double kEm = 14;
  return rect && static_cast<double>(shown) * kEm >= (rect->right - rect->left) / 2;
}

/// `年　月　日`, which forms print into blank fields for people who write by hand.
bool is_place_for_date(const std::u32string& shown) {
  return shown.find_first_not_of(U"年月日时分至—–-/.:") == std::u32string::npos;
}

/// Whether a picture is of the text, or cannot be distinguished from one that is.
bool may_be(const PdfField& field, const PdfObject& widget, const std::u32string& shown, const std::string& value) {
  const std::u32string wanted = drawn_part(value);
  if (shown == wanted) return true;
  // Frames alone are not text that the person who signed the page could have read.
  if (std::all_of(shown.begin(), shown.end(), is_empty_frame)) return wanted.empty();
  if (is_substituted(shown, wanted) || is_shown_in_part(shown, wanted)) return true;
  if (has_astral(value) || has_shaped(wanted)) return true;
  // Programs that scroll, or break lines at blanks only, draw what fits.
  return shown.size() >= 2 && wanted.find(shown) != std::u32string::npos && may_be_cut(field, widget, shown.size());
}

}  // namespace

ComparedAppearance compare_appearance(const PdfField& field, const std::vector<std::string>& values,
                                      PdfShownReader& reader) {
  ComparedAppearance compared;
  bool drawn = false;
  bool pictured = false;
  bool unseen = false;
  for (const PdfObject& widget : field.widgets) {
    const PdfObject picture = widget.get("/AP").get("/N");
    if (!picture.is_stream()) continue;
    const ShownContent content = reader.read_appearance(picture, read_rectangle(widget.get("/Rect")));
    if (!content.complete) return {};
    unseen = unseen || content.has_unseen;
    std::string text;
    for (const ShownText& run : content.texts) {
      if (!run.certain) return {};
      text += run.text;
    }
    pictured = true;
    // Most show just what the value is.
    if (has_letter(text) && std::find(values.begin(), values.end(), text) != values.end()) {
      drawn = true;
      continue;
    }
    const std::u32string shown = drawn_part(text);
    if (shown.empty() || (values.empty() && is_place_for_date(shown))) {
      drawn = drawn || has_astral(text) || content.pictures > 0;
      continue;
    }
    drawn = true;
    const bool same = std::any_of(values.begin(), values.end(),
                                  [&](const std::string& value) { return may_be(field, widget, shown, value); });
    if (!same) return {Appearance::Differs, text};
  }
  const auto has_value = [&values] {
    return std::any_of(values.begin(), values.end(),
                       [](const std::string& value) { return !drawn_part(value).empty(); });
  };
  if (pictured && !drawn && has_value()) compared.result = unseen ? Appearance::Unseen : Appearance::NotDrawn;
  return compared;
}

}  // namespace gongwen::intake
