#include "base/utf8.h"
#include "intake/detail/pdf_shown.h"
#include "intake/given_values.h"
#include "package/xml_events.h"

#include <algorithm>
#include <map>

// Whether the appearance of a field shows its value (ISO 32000-2, 12.7.4.3). A person reads the picture and a program
// the value, so a difference is reported. Programs draw values in many ways: they cut long texts, substitute characters
// that a font lacks, and leave out those beyond U+FFFF. A picture counts as different only if none of these explains
// it.
namespace gongwen::intake {
namespace {

constexpr std::int64_t kMultiline = 1 << 12;  // ISO 32000-2, table 231

/// The part of a text by which pictures are compared: without blanks and line ends, which programs set freely, without
/// invisible characters, and without characters beyond U+FFFF, which several programs cannot draw.
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

std::size_t count_astral(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0; }));
}

/// Whether the text has a character that is certainly visible: ASCII or Chinese (E4 to E9 lead most Chinese
/// characters).
bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c > ' ' && c < 0x7F) || (static_cast<unsigned char>(c) >= 0xE4 && static_cast<unsigned char>(c) <= 0xE9);
  });
}

/// Whether the text has letters of scripts that are drawn from right to left or composed; their codes come in another
/// order.
bool has_shaped(const std::u32string& text) {
  return std::any_of(text.begin(), text.end(), [](char32_t c) {
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0590 && c <= 0x10FF) || (c >= 0x1100 && c <= 0x11FF) ||
           (c >= 0x1780 && c <= 0x18AF) || (c >= 0xFB00 && c <= 0xFEFE);
  });
}

bool is_empty_frame(char32_t c) { return c == 0xFFFD || c == 0x25A1; }

/// Whether `shown` is the value with `?` and boxes for characters that the font lacks.
bool is_substituted(const std::u32string& shown, const std::u32string& value) {
  if (shown.size() != value.size()) return false;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const bool lost = shown[i] == U'?' || is_empty_frame(shown[i]);
    if (shown[i] != value[i] && !(lost && value[i] > 0x7E)) return false;
  }
  return true;
}

/// Whether a picture with boxes otherwise shows only characters of the value, in their order: fonts draw boxes for
/// characters they lack, and some programs for line ends.
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

/// The approximate length of a text in points; fonts are not measured here.
double length_of(const ShownText& text) {
  constexpr double kLatin = 0.7;
  double ems = 0;
  for (const auto& decoded : base::CodePoints(text.text)) ems += decoded.code_point < 0x2000 ? kLatin : 1;
  return ems * text.size;
}

/// Whether the text may have been cut because it is too long for its box: the drawn text fills the box, or continues
/// outside it. True if the box is unknown or turned.
bool may_be_cut(const PdfField& field, const PdfObject& widget, const ShownContent& content) {
  const auto rect = read_rectangle(widget.get("/Rect"));
  if (!rect || content.texts.empty() || widget.get("/MK").get("/R").integer().value_or(0) != 0) return true;
  constexpr double kRoom = 4;  // between a frame and the text
  const auto is_outside = [&rect](const ShownText& text) {
    return text.y < rect->bottom || text.y > rect->top || text.x < rect->left || text.x > rect->right;
  };
  if (std::any_of(content.unseen.begin(), content.unseen.end(), is_outside)) return true;
  double size = 0;
  double lowest = rect->top;
  std::map<double, double> lines;  // lengths by baselines
  for (const ShownText& text : content.texts) {
    size = std::max(size, text.size);
    lowest = std::min(lowest, text.y);
    lines[text.y] += length_of(text);
  }
  if ((field.flags & kMultiline) != 0) return lowest - 2 * size <= rect->bottom + kRoom;
  return std::any_of(lines.begin(), lines.end(),
                     [&](const auto& line) { return line.second + 2 * size + kRoom >= rect->right - rect->left; });
}

/// Whether the picture shows the text except for `astral` characters beyond U+FFFF, which programs leave out or draw as
/// others.
bool is_shown_without_astral(const std::u32string& shown, const std::u32string& wanted, std::size_t astral,
                             bool is_cut) {
  std::size_t at = 0;
  std::size_t foreign = 0;
  std::size_t frames = 0;
  std::size_t skipped = 0;
  for (const char32_t c : shown) {
    const bool is_frame = is_empty_frame(c) || c == U'?';
    frames += is_frame;
    if (is_frame) continue;
    const std::size_t found = wanted.find(c, at);
    if (found == std::u32string::npos) {
      ++foreign;
      continue;
    }
    skipped += found - at;
    at = found + 1;
  }
  // Cut to 16 bits, or drawn as two halves, each of them gives at most two wrong characters.
  return foreign <= 2 * astral && (skipped + wanted.size() - at <= frames || is_cut);
}

/// Whether a line strikes through a text, or pictures or drawings were added.
bool has_marks_over_text(const ShownContent& content, const std::optional<PdfRectangle>& field, bool may_be_drawn) {
  if (content.images > 0) return true;
  // Letters may be drawn as outlines as well: forms draw those of a date into blank fields, and programs the arrow of a
  // list.
  if (!may_be_drawn && field && count_drawings(content, *field) > 0) return true;
  return std::any_of(content.marks.begin(), content.marks.end(), [&content](const ShownMark& mark) {
    return !mark.is_text && std::any_of(content.texts.begin(), content.texts.end(), [&mark](const ShownText& text) {
      const PdfRectangle& line = mark.rect;
      const double middle = (line.bottom + line.top) / 2;
      return line.top - line.bottom <= text.size / 4 && line.right - line.left >= text.size / 2 &&
             middle > text.y + text.size / 8 && middle < text.y + text.size * 0.65 && line.right > text.x &&
             line.left < text.x + length_of(text);
    });
  });
}

/// `年　月　日`, printed into blank fields for people who write by hand.
bool is_place_for_date(const std::u32string& shown) {
  return shown.find_first_not_of(U"年月日时分至—–-/.:") == std::u32string::npos;
}

/// Whether the picture shows the value, as far as that can be told.
bool may_be(const PdfField& field, const PdfObject& widget, const ShownContent& content, const std::u32string& shown,
            const std::string& value) {
  const std::u32string wanted = drawn_part(value);
  if (shown == wanted) return true;
  // Boxes alone are not a text that the person who signed the page could have read.
  if (std::all_of(shown.begin(), shown.end(), is_empty_frame)) return wanted.empty();
  if (is_substituted(shown, wanted) || is_shown_in_part(shown, wanted)) return true;
  if (has_shaped(wanted)) return true;
  const bool is_cut = may_be_cut(field, widget, content);
  if (const std::size_t astral = count_astral(value); astral > 0) {
    return is_shown_without_astral(shown, wanted, astral, is_cut);
  }
  // Programs that scroll, or break lines only at blanks, draw the part that fits.
  return is_cut && shown.size() >= 2 && wanted.find(shown) != std::u32string::npos;
}

/// Whether the known characters of a text occur in a value in their order. Used if some codes of the picture are
/// unknown.
bool may_be_part(const std::u32string& known, const std::vector<std::string>& values) {
  if (known.empty()) return true;
  return std::any_of(values.begin(), values.end(), [&known](const std::string& value) {
    const std::u32string wanted = drawn_part(value);
    if (has_shaped(wanted) || count_astral(value) > 0) return true;
    std::size_t at = 0;
    for (const char32_t c : known) {
      if (is_empty_frame(c) || c == U'?') continue;
      at = wanted.find(c, at);
      if (at == std::u32string::npos) return false;
      ++at;
    }
    return true;
  });
}

}  // namespace

std::string rich_text_of(const PdfField& field, const PdfObject& widget) {
  constexpr std::int64_t kRichText = 1 << 25;  // ISO 32000-2, table 231
  constexpr std::size_t kMaxDepth = 50;
  PdfObject rich = widget.get("/RV");
  if (rich.is_null()) rich = widget.get("/Parent").get("/RV");
  if ((field.flags & kRichText) == 0 || !rich.is_string()) return {};
  struct Words final : package::XmlHandler {
    void start(std::string_view name, const package::XmlAttributes& /*attributes*/) override {
      if (package::local_name(name) == "br") all += '\n';
    }
    void end(std::string_view name) override {
      if (package::local_name(name) == "p") all += '\n';
    }
    void text(std::string_view piece) override { all += piece; }
    std::string all;
  };
  Words words;
  if (package::read_xml(decode_pdf_string(rich.bytes()).text, package::XmlOptions{kMaxDepth}, words)) return {};
  while (words.all.ends_with('\n')) words.all.pop_back();
  return std::move(words.all);
}

std::size_t count_drawings(const ShownContent& content, const PdfRectangle& field) {
  constexpr double kFrame = 0.9;
  constexpr double kStem = 3;  // points: rules below a text are lower
  // Frames and grounds of the field fill it; rules below a text are low. Anything between was drawn by somebody.
  const auto is_drawn = [&field](const ShownMark& mark) {
    if (mark.is_text) return false;
    const double height = mark.rect.top - mark.rect.bottom;
    const bool is_narrow = mark.rect.right - mark.rect.left < kFrame * (field.right - field.left);
    const bool is_low = height < kFrame * (field.top - field.bottom);
    return mark.is_plain ? is_narrow && is_low && height >= kStem : is_narrow || is_low;
  };
  return static_cast<std::size_t>(std::count_if(content.marks.begin(), content.marks.end(), is_drawn));
}

ComparedAppearance compare_appearance(const PdfField& field, const std::vector<std::string>& values,
                                      PdfShownReader& reader) {
  ComparedAppearance compared;
  // A field may have several places. It is judged by all of them: one that differs is enough to report it, and one that
  // shows the value is enough for it to be visible.
  bool drawn = false;  // in one of the places
  bool pictured = false;
  bool unseen = false;
  bool unknown = false;
  bool is_lacking = false;  // one of them has a picture without a text that can be seen
  for (const PdfObject& widget : field.widgets) {
    PdfObject picture = widget.get("/AP").get("/N");
    if (picture.is_null()) {
      if (const std::string rich = rich_text_of(field, widget); !rich.empty()) {
        const bool same = std::any_of(values.begin(), values.end(), [&rich](const std::string& value) {
          return drawn_part(value) == drawn_part(rich);
        });
        if (!same) return {Appearance::Differs, rich, compared.has_marks};
      }
      unseen = unseen || !reader.shows_default(widget);
      if (unseen) pictured = true;
      continue;
    }
    if (!picture.is_stream()) picture = picture.get(PdfKey("/" + widget.get("/AS").name()));
    pictured = true;
    if (!picture.is_stream()) {
      is_lacking = true;
      continue;
    }
    const std::optional<PdfRectangle> rect = read_rectangle(widget.get("/Rect"));
    const ShownContent content = reader.read_appearance(picture, rect);
    if (!content.complete) {
      unknown = true;
      continue;
    }
    unseen = unseen || content.has_unseen;
    std::string text;
    bool is_certain = true;
    for (const ShownText& run : content.texts) {
      is_certain = is_certain && run.certain;
      text += run.text;
    }
    compared.has_marks = compared.has_marks || has_marks_over_text(content, rect, values.empty() || field.type == "Ch");
    if (!is_certain) {
      drawn = true;
      unknown = true;
      if (!may_be_part(drawn_part(text), values)) return {Appearance::Differs, text + "□", compared.has_marks};
      continue;
    }
    // The usual case: the picture shows exactly the value.
    if (has_letter(text) && std::find(values.begin(), values.end(), text) != values.end()) {
      drawn = true;
      continue;
    }
    const std::u32string shown = drawn_part(text);
    if (shown.empty() || (values.empty() && is_place_for_date(shown))) {
      const bool is_pictured = count_astral(text) > 0 || (content.images > 0 && !content.has_unseen);
      drawn = drawn || is_pictured;
      is_lacking = is_lacking || !is_pictured;
      continue;
    }
    drawn = true;
    const bool same = std::any_of(values.begin(), values.end(), [&](const std::string& value) {
      return may_be(field, widget, content, shown, value);
    });
    if (!same) return {Appearance::Differs, text, compared.has_marks};
  }
  const auto has_value = [&values] {
    return std::any_of(values.begin(), values.end(),
                       [](const std::string& value) { return !drawn_part(value).empty(); });
  };
  if (unknown) {
    compared.result = Appearance::Unknown;
  } else if (pictured && !drawn && has_value()) {
    compared.result = unseen ? Appearance::Unseen : Appearance::NotDrawn;
  } else if (is_lacking && has_value()) {
    compared.result = Appearance::NotDrawn;
  }
  return compared;
}

}  // namespace gongwen::intake
