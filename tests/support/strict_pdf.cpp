#include "support/strict_pdf.h"

#include "base/geometry.h"
#include "base/path.h"
#include "support/pdf_file_reader.h"
#include "support/pdf_tokens.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

namespace gongwen::tests {
namespace {

using base::Transform;
using Kind = PdfValue::Kind;

struct Font {
  bool is_composite = false;
  double deerror_width = 1000;  // 1/1000 em
  std::map<int, double> widths;
  std::map<int, std::u32string> texts;
};

/// The operands of each operator (annex A): n a number, / a name, s a string, t an array for TJ, d an array of numbers,
/// p a name or dictionary; c: numbers with or without a name, as colours of patterns have.
const std::map<std::string, std::string, std::less<>>& operators() {
  static const std::map<std::string, std::string, std::less<>> all = {
      {"q", ""},    {"Q", ""},   {"cm", "nnnnnn"}, {"w", "n"},    {"J", "n"},      {"j", "n"},    {"M", "n"},
      {"d", "dn"},  {"gs", "/"}, {"m", "nn"},      {"l", "nn"},   {"c", "nnnnnn"}, {"h", ""},     {"re", "nnnn"},
      {"S", ""},    {"s", ""},   {"f", ""},        {"f*", ""},    {"B", ""},       {"B*", ""},    {"b", ""},
      {"b*", ""},   {"n", ""},   {"W", ""},        {"W*", ""},    {"BT", ""},      {"ET", ""},    {"Tc", "n"},
      {"Tw", "n"},  {"Tz", "n"}, {"TL", "n"},      {"Tf", "/n"},  {"Tr", "n"},     {"Ts", "n"},   {"Td", "nn"},
      {"TD", "nn"}, {"T*", ""},  {"Tm", "nnnnnn"}, {"Tj", "s"},   {"TJ", "t"},     {"cs", "/"},   {"CS", "/"},
      {"g", "n"},   {"G", "n"},  {"rg", "nnn"},    {"RG", "nnn"}, {"k", "nnnn"},   {"K", "nnnn"}, {"scn", "c"},
      {"SCN", "c"}, {"sh", "/"}, {"Do", "/"},      {"BMC", "/"},  {"BDC", "/p"},   {"EMC", ""},   {"i", "n"},
      {"ri", "/"}};
  return all;
}

bool is_numbers(const PdfValue& value) {
  return value.is(Kind::Array) && std::all_of(value.items.begin(), value.items.end(),
                                              [](const PdfValue& item) { return item.is(Kind::Number); });
}

bool is_text_array(const PdfValue& value) {
  return value.is(Kind::Array) && std::all_of(value.items.begin(), value.items.end(), [](const PdfValue& item) {
           return item.is(Kind::Number) || item.is(Kind::String);
         });
}

bool fits(char shape, const PdfValue& value) {
  switch (shape) {
    case 'n': return value.is(Kind::Number);
    case '/': return value.is(Kind::Name);
    case 's': return value.is(Kind::String);
    case 't': return is_text_array(value);
    case 'd': return is_numbers(value);
    case 'p': return value.is(Kind::Name) || value.is(Kind::Dictionary);
    default: return false;
  }
}

bool fit(std::string_view shapes, const std::vector<PdfValue>& operands) {
  if (shapes == "c") {
    const auto numbers = std::find_if_not(operands.begin(), operands.end(),
                                          [](const PdfValue& value) { return value.is(Kind::Number); });
    return !operands.empty() &&
           (numbers == operands.end() || (numbers->is(Kind::Name) && numbers + 1 == operands.end()));
  }
  if (shapes.size() != operands.size()) return false;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (!fits(shapes[i], operands[i])) return false;
  }
  return true;
}

std::u32string from_utf16(std::string_view bytes) {
  std::u32string out;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    char32_t unit =
        static_cast<char32_t>(static_cast<unsigned char>(bytes[i]) << 8 | static_cast<unsigned char>(bytes[i + 1]));
    if (unit >= 0xDC00 && unit < 0xE000 && !out.empty() && out.back() >= 0xD800 && out.back() < 0xDC00) {
      unit = 0x10000 + ((out.back() - 0xD800) << 10) + (unit - 0xDC00);
      out.pop_back();
    }
    out.push_back(unit);
  }
  return out;
}

int code_of(std::string_view bytes) {
  int code = 0;
  for (const char byte : bytes) code = code << 8 | static_cast<unsigned char>(byte);
  return code;
}

Transform matrix_of(const std::vector<PdfValue>& numbers) {
  return {numbers[0].number, numbers[1].number, numbers[2].number,
          numbers[3].number, numbers[4].number, numbers[5].number};
}

class Reader {
 public:
  Reader(std::string_view bytes, StrictPdf& out) : file_(bytes), out_(out) {}

  void run() {
    if (!file_.error.empty()) return fail("file", file_.error);
    const PdfValue trailer = parse(file_.trailer, "trailer");
    const PdfValue root = resolved(trailer.entry("Root"));
    read_pages(resolved(root.entry("Pages")), 0);
    for (const auto& [number, body] : file_.objects) {
      const bool has_content =
          body.find("/Subtype/Form") != std::string::npos || body.find("/PatternType 1") != std::string::npos;
      if (has_content && file_.streams.contains(number)) read_alone(number);
    }
  }

  void fail(const std::string& where, const std::string& what) {
    if (out_.errors.size() < 20) out_.errors.push_back(where + ": " + what);
  }

  PdfValue parse(const std::string& body, const std::string& where) {
    PdfTokens tokens(body, true);
    PdfValue value = tokens.next();
    if (!tokens.error().empty()) fail(where, tokens.error());
    return value;
  }

  PdfValue object(std::uint32_t number) {
    const auto found = file_.objects.find(number);
    const std::string where = "object " + std::to_string(number);
    if (found != file_.objects.end()) return parse(found->second, where);
    fail(where, "is missing");
    return {};
  }

  PdfValue resolved(const PdfValue* value) {
    if (value == nullptr) return {};
    return value->is(Kind::Reference) ? object(static_cast<std::uint32_t>(value->number)) : *value;
  }

  const std::string& stream(const PdfValue* reference) {
    static const std::string kNone;
    if (reference == nullptr || !reference->is(Kind::Reference)) return kNone;
    const auto found = file_.streams.find(static_cast<std::uint32_t>(reference->number));
    return found == file_.streams.end() ? kNone : found->second;
  }

  const Font& font(const PdfValue& reference) {
    const auto [found, is_new] = fonts_.try_emplace(static_cast<std::uint32_t>(reference.number));
    if (is_new) read_font(resolved(&reference), found->second);
    return found->second;
  }

 private:
  void read_pages(const PdfValue& node, int depth);
  void read_alone(std::uint32_t number);
  void read_font(const PdfValue& dictionary, Font& out);
  void read_widths(const PdfValue& list, Font& out);
  void read_texts(const std::string& map, Font& out);

  FileReader file_;
  StrictPdf& out_;
  std::map<std::uint32_t, Font> fonts_;
};

/// What a stream of content does, as section 8 and 9 have it. Forms are played where they are drawn.
class Player {
 public:
  Player(Reader& reader, std::string where, std::vector<StrictGlyph>* glyphs)
      : reader_(reader), where_(std::move(where)), glyphs_(glyphs) {}

  void play(const std::string& content, const PdfValue& resources, const Transform& start) {
    state_.matrix = start;
    resources_ = resources;
    PdfTokens tokens(content, false);
    while (is_sound_) {
      PdfValue value = tokens.next();
      if (value.is(Kind::End)) break;
      if (!value.is(Kind::Word) || value.text == "true" || value.text == "false" || value.text == "null") {
        operands_.push_back(std::move(value));
        continue;
      }
      play(value.text, tokens.at());
      operands_.clear();
    }
    if (!tokens.error().empty()) fail(tokens.error());
    if (!is_sound_) return;
    if (!operands_.empty()) fail("operands without an operator at the end");
    if (!saved_.empty()) fail("q without Q");
    if (in_text_) fail("BT without ET");
    if (!marks_.empty()) fail("marked content that does not end");
    if (has_path_) fail("a path that is not painted");
  }

 private:
  struct State {
    Transform matrix;
    const Font* font = nullptr;
    double size = 0;
    double spacing = 0;
    double rise = 0;
    double scale = 1;
  };

  void fail(const std::string& what) {
    is_sound_ = false;
    reader_.fail(where_, what);
  }

  void play(const std::string& name, std::size_t at) {
    const auto found = operators().find(name);
    if (found == operators().end() || !fit(found->second, operands_)) {
      std::string operands;
      for (const PdfValue& value : operands_) operands += value.text.substr(0, 20) + " ";
      return fail("at byte " + std::to_string(at) + ": " + operands + name +
                  (found == operators().end() ? " is no operator" : " has other operands"));
    }
    check_order(name);
    if (is_sound_) change(name);
  }

  /// Figure 9: which operators may be where.
  void check_order(const std::string& name) {
    static const std::string_view kPathOnly = " m l c h re ";
    static const std::string_view kPaints = " S s f f* B B* b b* n ";
    static const std::string_view kTextOnly = " Td TD T* Tm Tj TJ ";
    static const std::string_view kPageOnly = " q Q cm Do sh BT m l c h re S s f f* B B* b b* n W W* ";
    const auto is_in = [&](std::string_view list) {
      return list.find(" " + name + " ") != std::string_view::npos;
    };
    if (in_text_ && is_in(kPageOnly)) return fail(name + " in a text object");
    if (!in_text_ && (is_in(kTextOnly) || name == "ET")) return fail(name + " outside of a text object");
    const bool builds = is_in(kPathOnly);
    const bool paints = is_in(kPaints);
    const bool clips = name == "W" || name == "W*";
    if (has_path_ && !builds && !paints && !clips) return fail(name + " within a path");
    if (!has_path_ && ((builds && name != "m" && name != "re") || clips)) return fail(name + " without a path");
    // An empty clip is `W n` of an empty path; nothing else paints without a path.
    if (!has_path_ && paints) return fail(name + " without a path");
    if (builds) has_path_ = true;
    if (paints) has_path_ = false;
  }

  const PdfValue* resource(std::string_view kind, const std::string& name) {
    kind_ = reader_.resolved(resources_.entry(kind));
    const PdfValue* const found = kind_.entry(name);
    if (found == nullptr) fail(std::string(kind) + " " + name + " is not in the resources");
    return found;
  }

  void change(const std::string& name) {
    if (name == "q") {
      saved_.push_back(state_);
    } else if (name == "Q") {
      if (saved_.empty()) return fail("Q without q");
      state_ = saved_.back();
      saved_.pop_back();
    } else if (name == "cm") {
      state_.matrix = state_.matrix.after(matrix_of(operands_));
    } else if (name == "BMC" || name == "BDC") {
      marks_.push_back(in_text_);
    } else if (name == "EMC") {
      if (marks_.empty()) return fail("EMC without BDC");
      if (marks_.back() != in_text_) return fail("marked content across a text object");
      marks_.pop_back();
    } else if (name == "gs") {
      resource("ExtGState", operands_[0].text);
    } else if (name == "Do") {
      draw();
    } else if (name == "scn" && operands_.back().is(Kind::Name)) {
      resource("Pattern", operands_.back().text);
    } else {
      change_text(name);
    }
  }

  void change_text(const std::string& name) {
    if (name == "BT") {
      in_text_ = true;
      text_ = line_ = {};
    } else if (name == "ET") {
      if (!marks_.empty() && marks_.back()) return fail("marked content across a text object");
      in_text_ = false;
    } else if (name == "Tc") {
      state_.spacing = operands_[0].number;
    } else if (name == "Ts") {
      state_.rise = operands_[0].number;
    } else if (name == "Tz") {
      state_.scale = operands_[0].number / 100;
    } else if (name == "Tf") {
      state_.size = operands_[1].number;
      const PdfValue* const font = resource("Font", operands_[0].text);
      if (font != nullptr) state_.font = &reader_.font(*font);
    } else if (name == "Td") {
      text_ = line_ = line_.after({1, 0, 0, 1, operands_[0].number, operands_[1].number});
    } else if (name == "Tm") {
      text_ = line_ = matrix_of(operands_);
    } else if (name == "Tj") {
      show(operands_[0].text);
    } else if (name == "TJ") {
      for (const PdfValue& item : operands_[0].items)
        item.is(Kind::String) ? show(item.text) : move(-item.number / 1000 * state_.size);
    } else if (name == "TD" || name == "T*" || name == "TL" || name == "Tw") {
      fail(name + " is not what ContentStream writes, and is not read here");
    }
  }

  void move(double along) { text_ = text_.after({1, 0, 0, 1, along * state_.scale, 0}); }

  base::PathPoint origin() const { return state_.matrix.after(text_).apply({0, state_.rise}); }

  void show(const std::string& codes) {
    if (state_.font == nullptr) return fail("text without a font");
    const std::size_t step = state_.font->is_composite ? 2 : 1;
    if (codes.size() % step != 0) return fail("half a code");
    for (std::size_t i = 0; i < codes.size(); i += step) show(code_of(std::string_view(codes).substr(i, step)));
  }

  void show(int code) {
    const Font& font = *state_.font;
    const auto width = font.widths.find(code);
    const double em = (width == font.widths.end() ? font.deerror_width : width->second) / 1000;
    const base::PathPoint start = origin();
    move(em * state_.size + state_.spacing);
    if (glyphs_ == nullptr) return;
    const base::PathPoint end = origin();
    const auto text = font.texts.find(code);
    if (text == font.texts.end() && font.is_composite) fail("code " + std::to_string(code) + " has no text");
    glyphs_->push_back({text == font.texts.end() ? U"?" : text->second, start.x, start.y, end.x, end.y});
  }

  void draw() {
    const PdfValue* const found = resource("XObject", operands_[0].text);
    if (found == nullptr || glyphs_ == nullptr) return;
    const PdfValue reference = *found;
    const PdfValue form = reader_.resolved(&reference);
    const PdfValue* const kind = form.entry("Subtype");
    if (kind == nullptr || kind->text != "Form") return;
    const PdfValue* const matrix = form.entry("Matrix");
    const Transform own = matrix == nullptr ? Transform{} : matrix_of(matrix->items);
    Player inner(reader_, where_ + ", form " + operands_[0].text, glyphs_);
    inner.play(reader_.stream(&reference), reader_.resolved(form.entry("Resources")), state_.matrix.after(own));
  }

  Reader& reader_;
  std::string where_;
  std::vector<StrictGlyph>* glyphs_;  // null: only the syntax counts
  PdfValue resources_;
  PdfValue kind_;
  std::vector<PdfValue> operands_;
  State state_;
  std::vector<State> saved_;
  std::vector<bool> marks_;  // each: started inside a text object
  Transform text_;
  Transform line_;
  bool in_text_ = false;
  bool has_path_ = false;
  bool is_sound_ = true;
};

void Reader::read_pages(const PdfValue& node, int depth) {
  if (depth > 20) return fail("pages", "too deep");
  const PdfValue* const kids = node.entry("Kids");
  if (kids != nullptr) {
    for (const PdfValue& kid : kids->items) read_pages(resolved(&kid), depth + 1);
    return;
  }
  const PdfValue box = resolved(node.entry("MediaBox"));
  if (!is_numbers(box) || box.items.size() != 4) return fail("page", "no MediaBox");
  StrictPage page{box.items[0].number, box.items[1].number, box.items[2].number, box.items[3].number, {}};
  Player player(*this, "page " + std::to_string(out_.pages.size() + 1), &page.glyphs);
  ++out_.streams;
  player.play(stream(node.entry("Contents")), resolved(node.entry("Resources")), {});
  out_.pages.push_back(std::move(page));
}

/// A form or the cell of a pattern: that of a field may be drawn by no page.
void Reader::read_alone(std::uint32_t number) {
  const PdfValue dictionary = object(number);
  ++out_.streams;
  Player player(*this, "object " + std::to_string(number), nullptr);
  player.play(file_.streams.at(number), resolved(dictionary.entry("Resources")), {});
}

void Reader::read_font(const PdfValue& dictionary, Font& out) {
  const PdfValue* const kind = dictionary.entry("Subtype");
  out.is_composite = kind != nullptr && kind->text == "Type0";
  if (!out.is_composite) return;
  const PdfValue descendants = resolved(dictionary.entry("DescendantFonts"));
  if (descendants.items.size() != 1) return fail("font", "DescendantFonts");
  const PdfValue descendant = resolved(&descendants.items[0]);
  if (const PdfValue* const width = descendant.entry("DW")) out.deerror_width = width->number;
  read_widths(resolved(descendant.entry("W")), out);
  read_texts(stream(dictionary.entry("ToUnicode")), out);
}

/// Section 9.7.4.3: `c [w1 w2 …]` or `first last w`.
void Reader::read_widths(const PdfValue& list, Font& out) {
  for (std::size_t i = 0; i + 1 < list.items.size();) {
    const int first = static_cast<int>(list.items[i].number);
    if (list.items[i + 1].is(Kind::Array)) {
      int code = first;
      for (const PdfValue& width : list.items[i + 1].items) out.widths[code++] = width.number;
      i += 2;
    } else {
      if (i + 2 >= list.items.size()) return fail("font", "W");
      for (int code = first; code <= static_cast<int>(list.items[i + 1].number); ++code)
        out.widths[code] = list.items[i + 2].number;
      i += 3;
    }
  }
}

/// Section 9.10.3.
void Reader::read_texts(const std::string& map, Font& out) {
  PdfTokens tokens(map, false);
  std::vector<PdfValue> operands;
  for (PdfValue value = tokens.next(); !value.is(Kind::End); value = tokens.next()) {
    if (!value.is(Kind::Word)) {
      operands.push_back(std::move(value));
      continue;
    }
    if (value.text == "endbfchar") {
      for (std::size_t i = 0; i + 1 < operands.size(); i += 2)
        out.texts[code_of(operands[i].text)] = from_utf16(operands[i + 1].text);
    } else if (value.text == "endbfrange") {
      for (std::size_t i = 0; i + 2 < operands.size(); i += 3) {
        std::u32string text = from_utf16(operands[i + 2].text);
        for (int code = code_of(operands[i].text); code <= code_of(operands[i + 1].text); ++code) {
          const auto nth = static_cast<std::size_t>(code - code_of(operands[i].text));
          if (operands[i + 2].is(Kind::Array)) {
            if (nth < operands[i + 2].items.size()) out.texts[code] = from_utf16(operands[i + 2].items[nth].text);
          } else {
            out.texts[code] = text;
            if (!text.empty()) ++text.back();
          }
        }
      }
    }
    operands.clear();
  }
  if (!tokens.error().empty()) fail("ToUnicode", tokens.error());
}

}  // namespace

StrictPdf read_strictly(std::string_view file) {
  constexpr std::string_view kEnd = "\n%%EOF\n";
  const std::size_t end = file.find(kEnd);
  if (end != std::string_view::npos) file = file.substr(0, end + kEnd.size());
  StrictPdf out;
  Reader(file, out).run();
  return out;
}

bool is_off(const StrictGlyph& glyph, const StrictPage& page) {
  constexpr double kExact = 0.5;
  const bool is_blank = glyph.text.find_first_not_of(U" \u3000\u00A0") == std::u32string::npos;
  const auto [left, right] = std::minmax(glyph.x, glyph.end_x);
  const auto [bottom, top] = std::minmax(glyph.y, glyph.end_y);
  return !is_blank && (right < page.left - kExact || left > page.right + kExact || top < page.bottom - kExact ||
                       bottom > page.top + kExact);
}

}  // namespace gongwen::tests
