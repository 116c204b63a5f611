#include "intake/detail/pdf_shown.h"

#include "intake/detail/pdf_content.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <memory>

// What a content stream shows (ISO 32000-2, 8 and 9): a small interpreter of the operators that affect where something
// is painted and whether it can be seen. ShownRun keeps texts, drawings and grounds in painting order; anything covered
// later is moved from the visible texts to the unseen ones. It draws nothing, so positions are exact and colours are
// reduced to their lightness (pdf_paint.h).
namespace gongwen::intake {
namespace {

constexpr int kMaxFormDepth = 8;
constexpr std::size_t kMaxTexts = 50'000;
constexpr std::size_t kMaxStates = 512;
constexpr std::size_t kMaxMarks = 50'000;
constexpr int kNeither = 3;  // rendering modes: neither filled nor stroked, and only clipped to
constexpr int kOnlyClip = 7;
constexpr double kLeastSize = 1.5;   // points of a text that can be read with a magnifying glass
constexpr double kMostSqueezed = 5;  // times higher than wide, or wider than high: nobody can read such letters
constexpr double kWideStroke = 5;    // points: such a stroke can hide a line of text

double to_double(std::string_view text) {
  double value = 0;
  const std::size_t begin = text.starts_with('+') ? 1 : 0;
  std::from_chars(text.data() + begin, text.data() + text.size(), value);
  return value;
}

/// The letters of an operator as one number, for `switch`; 0 for words longer than any operator.
constexpr std::uint32_t code_of_operator(std::string_view name) {
  std::uint32_t code = 0;
  if (name.size() > sizeof code) return code;
  for (const char c : name) code = code << 8 | static_cast<unsigned char>(c);
  return code;
}

bool is_number(std::string_view word) {
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+'; });
}

}  // namespace

/// Interprets a content stream and the forms that it draws.
class ShownRun {
  /// A soft mask as the lightness it paints. Content shows through where the mask is known to be light (ISO 32000-2,
  /// 11.6.5.2).
  struct SoftMask {
    PaintGround ground;
    bool lets_through(const PaintPoint& point) const {
      constexpr double kLeast = 0.1;
      const PaintInk ink = ground.at(point);
      return ink.is_known && ink.light > kLeast;
    }
  };

 public:
  enum class Texts : std::uint8_t { Whole, Characters };

  ShownRun(PdfShownReader& reader, ShownContent& shown, const std::optional<PdfRectangle>& clip, Texts texts)
      : reader_(reader), shown_(shown), clip_(clip), texts_(texts) {}

  void run(std::string_view content, const PdfObject& resources, const PaintMatrix& place) {
    State state;
    state.place = place;
    state.clip = clip_;
    run(content, resources, std::move(state), 0, 0);
  }

 private:
  struct State {
    PaintMatrix place;
    PaintMatrix line;  // of the text line
    double leading = 0;
    double size = 1;
    double across = 1;   // horizontal scaling
    double advance = 0;  // of what has been shown since the start of the line, in its units
    double between = 0;  // characters, besides their widths
    double between_words = 0;
    double width = 1;  // of strokes
    int mode = 0;
    PdfObject font;
    PaintSpace fill_space;
    PaintSpace stroke_space;
    PaintInk fill;
    PaintInk stroke;
    std::string blending;
    std::shared_ptr<const SoftMask> mask;
    std::optional<PdfRectangle> clip;

    /// Moves to the start of another line.
    void move(double x, double y) {
      line = PaintMatrix{1, 0, 0, 1, x, y} * line;
      advance = 0;
    }
  };

  struct MarkedStretch {
    bool is_artifact = false;
    bool is_off = false;
  };

  void run(std::string_view content, const PdfObject& resources, State state, std::size_t marks, int depth) {
    TokenReader tokens(content);
    std::vector<Token> operands;
    std::vector<State> saved;
    std::vector<MarkedStretch> stretches;
    PaintPath path;
    std::swap(path, path_);
    for (Token token = tokens.next(); token.kind != TokenKind::End; token = tokens.next()) {
      if (token.kind != TokenKind::Word || is_number(token.text)) {
        operands.push_back(token);
        continue;
      }
      const std::uint32_t code = code_of_operator(token.text);
      switch (code) {
        case code_of_operator("q"):
          if (saved.size() < kMaxStates) saved.push_back(state);
          break;
        case code_of_operator("Q"):
          if (saved.empty()) break;
          state = saved.back();
          saved.pop_back();
          break;
        case code_of_operator("BMC"):
        case code_of_operator("BDC"): {
          MarkedStretch stretch;
          const std::string_view tag = operands.empty() ? std::string_view() : operands.front().text;
          stretch.is_artifact = tag == "Artifact";
          stretch.is_off = tag == "OC" && operands.size() > 1 &&
                           is_off(resources.get("/Properties").get("/" + std::string(operands[1].text)));
          stretches.push_back(stretch);
          artifacts_ += stretch.is_artifact;
          off_ += stretch.is_off;
          break;
        }
        case code_of_operator("EMC"): leave(stretches); break;
        case code_of_operator("ID"):
          tokens.skip_image();
          add_picture(state, marks + stretches.size() > 0, false);
          break;
        case code_of_operator("Do"):
          if (!operands.empty()) draw(operands.back().text, resources, state, marks + stretches.size(), depth);
          break;
        default: perform(code, operands, resources, state, marks + stretches.size() > 0);
      }
      operands.clear();
    }
    while (!stretches.empty()) leave(stretches);
    std::swap(path, path_);
  }

  void leave(std::vector<MarkedStretch>& stretches) {
    if (stretches.empty()) return;
    artifacts_ -= stretches.back().is_artifact;
    off_ -= stretches.back().is_off;
    stretches.pop_back();
  }

  bool is_off(const PdfObject& layer) const { return reader_.layers_.is_off(layer); }

  static double number(const std::vector<Token>& operands, std::size_t from_end) {
    return operands.size() < from_end ? 0 : to_double(operands[operands.size() - from_end].text);
  }
  static PaintMatrix matrix(const std::vector<Token>& operands) {
    return {number(operands, 6), number(operands, 5), number(operands, 4),
            number(operands, 3), number(operands, 2), number(operands, 1)};
  }
  static std::vector<double> numbers(const std::vector<Token>& operands) {
    std::vector<double> found;
    for (const Token& operand : operands) {
      if (operand.kind == TokenKind::Word) found.push_back(to_double(operand.text));
    }
    return found;
  }
  static PaintPoint point(const std::vector<Token>& operands, const State& state, std::size_t from_end) {
    return state.place.apply(number(operands, from_end), number(operands, from_end - 1));
  }

  /// Performs all operators except those for states, marks and pictures.
  void perform(std::uint32_t code, const std::vector<Token>& operands, const PdfObject& resources, State& state,
               bool is_marked) {
    switch (code) {
      case code_of_operator("cm"): state.place = matrix(operands) * state.place; break;
      case code_of_operator("gs"): set_parameters(operands, resources, state); break;
      case code_of_operator("w"): state.width = number(operands, 1); break;
      case code_of_operator("BT"):
        state.line = {};
        state.advance = 0;
        break;
      case code_of_operator("Tm"):
        state.line = matrix(operands);
        state.advance = 0;
        break;
      case code_of_operator("Tc"): state.between = number(operands, 1); break;
      case code_of_operator("Tw"): state.between_words = number(operands, 1); break;
      case code_of_operator("TD"): state.leading = -number(operands, 1); [[fallthrough]];
      case code_of_operator("Td"): state.move(number(operands, 2), number(operands, 1)); break;
      case code_of_operator("T*"): state.move(0, -state.leading); break;
      case code_of_operator("TL"): state.leading = number(operands, 1); break;
      case code_of_operator("Tr"): state.mode = static_cast<int>(number(operands, 1)); break;
      case code_of_operator("Tz"): state.across = number(operands, 1) / 100; break;
      case code_of_operator("Tf"):
        if (operands.size() < 2) break;
        state.size = number(operands, 1);
        state.font = find_font(operands[operands.size() - 2].text, resources);
        break;
      case code_of_operator("'"):
      case code_of_operator("\""): state.move(0, -state.leading); [[fallthrough]];
      case code_of_operator("Tj"):
      case code_of_operator("TJ"):
        if (texts_ == Texts::Characters) {
          show_each(operands, state, is_marked);
        } else {
          show(operands, state, is_marked);
        }
        break;
      default:
        if (!set_colour(code, operands, resources, state)) perform_path(code, operands, state, is_marked);
    }
  }

  void set_parameters(const std::vector<Token>& operands, const PdfObject& resources, State& state) {
    if (operands.empty()) return;
    const PdfObject set = resources.get("/ExtGState").get("/" + std::string(operands.back().text));
    const auto apply = [](const PdfObject& alpha, PaintInk& ink) {
      const std::string text = alpha.number();
      if (text.empty()) return;
      const double value = to_double(text);
      ink.is_nothing = value < 0.02;
      ink.is_opaque = value > 0.9;
    };
    apply(set.get("/ca"), state.fill);
    apply(set.get("/CA"), state.stroke);
    // Blended content does not cover what lies below it, like a marker pen.
    const PdfObject mode = set.get("/BM");
    const std::string blending = mode.is_array() ? mode.at(0).name() : mode.name();
    if (!blending.empty()) state.blending = blending;
    if (const PdfObject mask = set.get("/SMask"); !mask.is_null()) {
      state.mask = mask.is_dictionary() ? read_mask(mask, state) : nullptr;
    }
    if (!blending.empty() && blending != "Normal" && blending != "Compatible") {
      state.fill.is_opaque = false;
      state.stroke.is_opaque = false;
    }
    if (const std::string width = set.get("/LW").number(); !width.empty()) state.width = to_double(width);
    if (const PdfObject font = set.get("/Font"); font.size() == 2) {
      state.font = font.at(0);
      state.size = to_double(font.at(1).number());
    }
  }

  std::shared_ptr<const SoftMask> read_mask(const PdfObject& mask, const State& state) {
    constexpr double kAll = 1e6;
    constexpr int kMostMasks = 3;  // one in another
    const PdfRectangle everywhere{-kAll, -kAll, kAll, kAll};
    auto made = std::make_shared<SoftMask>();
    const PdfObject group = mask.get("/G");
    const PdfObject transfer = mask.get("/TR");
    const bool is_known = transfer.is_null() || transfer.name() == "Identity";
    const auto content = is_known && masks_ < kMostMasks ? reader_.unpack(group) : std::nullopt;
    if (!content) {
      made->ground.add(everywhere, {0, false, true, false});
      return made;
    }
    const bool is_alpha = mask.get("/S").name() == "Alpha";
    ShownContent painted;
    ShownRun run(reader_, painted, std::nullopt, Texts::Whole);
    run.masks_ = masks_ + 1;
    const PdfObject backdrop = mask.get("/BC");
    std::vector<double> components;
    for (std::size_t i = 0; i < std::min<std::size_t>(backdrop.size(), 4); ++i) {
      components.push_back(to_double(backdrop.at(i).number()));
    }
    const PaintSpace space = components.size() == 4   ? PaintSpace::cmyk()
                             : components.size() == 3 ? PaintSpace::rgb()
                                                      : PaintSpace::gray();
    run.ground_.add(everywhere, is_alpha || components.empty() ? PaintInk() : space.ink(components));
    const PaintMatrix place = read_matrix(group.get("/Matrix")) * state.place;
    if (const auto box = read_rectangle(group.get("/BBox"))) run.clip_ = place.apply(*box);
    run.run(*content, group.get("/Resources"), place);
    if (is_alpha) {
      made->ground.add(everywhere, PaintInk());
      for (const PdfRectangle& rect : painted.covers) made->ground.add(rect, {1, true, true, false});
    } else {
      made->ground = std::move(run.ground_);
    }
    return made;
  }

  /// Whether content at a point shows through all masks.
  bool is_unmasked(const State& state, const PaintPoint& point) const {
    return (!state.mask || state.mask->lets_through(point)) &&
           std::all_of(group_masks_.begin(), group_masks_.end(),
                       [&point](const auto& mask) { return mask->lets_through(point); });
  }

  /// Takes the colour only; opacity is set by other operators.
  static void take(PaintInk& ink, const PaintInk& colour) {
    ink.light = colour.light;
    ink.is_known = colour.is_known;
  }

  static bool set_colour(std::uint32_t code, const std::vector<Token>& operands, const PdfObject& resources,
                         State& state) {
    const auto set = [&](PaintSpace& space, PaintInk& ink, const PaintSpace& wanted) {
      space = wanted;
      take(ink, wanted.ink(numbers(operands)));
      return true;
    };
    const auto choose = [&](PaintSpace& space, PaintInk& ink) {
      if (operands.empty()) return true;
      space = PaintSpace(operands.back().text, resources);
      take(ink, space.initial());
      return true;
    };
    switch (code) {
      case code_of_operator("g"): return set(state.fill_space, state.fill, PaintSpace::gray());
      case code_of_operator("rg"): return set(state.fill_space, state.fill, PaintSpace::rgb());
      case code_of_operator("k"): return set(state.fill_space, state.fill, PaintSpace::cmyk());
      case code_of_operator("sc"):
      case code_of_operator("scn"): return set(state.fill_space, state.fill, state.fill_space);
      case code_of_operator("cs"): return choose(state.fill_space, state.fill);
      case code_of_operator("G"): return set(state.stroke_space, state.stroke, PaintSpace::gray());
      case code_of_operator("RG"): return set(state.stroke_space, state.stroke, PaintSpace::rgb());
      case code_of_operator("K"): return set(state.stroke_space, state.stroke, PaintSpace::cmyk());
      case code_of_operator("SC"):
      case code_of_operator("SCN"): return set(state.stroke_space, state.stroke, state.stroke_space);
      case code_of_operator("CS"): return choose(state.stroke_space, state.stroke);
      default: return false;
    }
  }

  void perform_path(std::uint32_t code, const std::vector<Token>& operands, State& state, bool is_marked) {
    const auto at = [&](std::size_t from_end) {
      return point(operands, state, from_end);
    };
    switch (code) {
      case code_of_operator("m"): path_.move(last_ = at(2)); break;
      case code_of_operator("l"): path_.line(last_ = at(2)); break;
      case code_of_operator("c"): path_.curve(at(6), at(4), at(2)), last_ = at(2); break;
      case code_of_operator("v"): path_.curve(last_, at(4), at(2)), last_ = at(2); break;
      case code_of_operator("y"): path_.curve(at(4), at(2), at(2)), last_ = at(2); break;
      case code_of_operator("re"):
        path_.rectangle(state.place, number(operands, 4), number(operands, 3), number(operands, 2),
                        number(operands, 1));
        break;
      case code_of_operator("W"):
      case code_of_operator("W*"): clips_ = true; break;
      case code_of_operator("f"):
      case code_of_operator("F"):
      case code_of_operator("f*"): paint(state, true, false, is_marked); break;
      case code_of_operator("B"):
      case code_of_operator("B*"):
      case code_of_operator("b"):
      case code_of_operator("b*"): paint(state, true, true, is_marked); break;
      case code_of_operator("S"):
      case code_of_operator("s"): paint(state, false, true, is_marked); break;
      case code_of_operator("n"): paint(state, false, false, true); break;
      case code_of_operator("sh"):
        shown_.drawings += !is_marked;
        if (off_ == 0 && state.clip) {
          add_mark({*state.clip, false, is_marked, artifacts_ > 0});
          if (state.fill.is_opaque && !state.fill.is_nothing) cover(state, *state.clip, {0, false, true, false});
        }
        break;
      default: break;
    }
  }

  void paint(State& state, bool fills, bool strokes, bool is_marked) {
    if (fills || strokes) shown_.drawings += !is_marked;
    if (!path_.is_empty() && off_ == 0) {
      const bool is_in = !state.clip || state.clip->overlaps(path_.bounds().grown(0.01));
      if (is_in && fills) fill(state, is_marked);
      if (is_in && strokes) stroke(state, is_marked);
    }
    if (clips_ && !path_.is_empty()) {
      const PdfRectangle bounds = path_.bounds();
      state.clip = state.clip ? intersection(*state.clip, bounds) : bounds;
    }
    clips_ = false;
    path_.clear();
  }

  static PdfRectangle intersection(const PdfRectangle& a, const PdfRectangle& b) {
    return {std::max(a.left, b.left), std::max(a.bottom, b.bottom), std::min(a.right, b.right), std::min(a.top, b.top)};
  }

  void fill(const State& state, bool is_marked) {
    const std::vector<PdfRectangle> areas = path_.filled_rectangles();
    add_mark(path_.bounds(), state, state.fill, is_marked, !areas.empty());
    if (!state.fill.is_opaque || state.fill.is_nothing) return;
    for (const PdfRectangle& rect : areas) cover(state, rect, state.fill);
  }

  void stroke(const State& state, bool is_marked) {
    add_mark(path_.bounds(), state, state.stroke, is_marked, path_.is_upright());
    const double width =
        state.width * std::sqrt(std::abs(state.place.a * state.place.d - state.place.b * state.place.c));
    if (width < kWideStroke || !state.stroke.is_opaque || state.stroke.is_nothing) return;
    for (const PdfRectangle& rect : path_.stroked_rectangles(width)) cover(state, rect, state.stroke);
  }

  /// Hides everything painted in the area before, and makes the area the ground for later content.
  void cover(const State& state, PdfRectangle rect, const PaintInk& ink) {
    if (state.clip) rect = intersection(rect, *state.clip);
    if (rect.left >= rect.right || rect.bottom >= rect.top) return;
    if (!is_unmasked(state, {(rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2})) return;
    ground_.add(rect, ink);
    if (shown_.covers.size() < kMaxMarks) shown_.covers.push_back(rect);
    const auto is_covered = [&rect](const ShownText& text) {
      const double x = text.x + text.size / 4;
      const double y = text.y + text.size / 3;
      return text.size > 0 && x > rect.left && x < rect.right && y > rect.bottom && y < rect.top;
    };
    const auto covered = std::stable_partition(shown_.texts.begin(), shown_.texts.end(),
                                               [&](const ShownText& text) { return !is_covered(text); });
    shown_.has_unseen = shown_.has_unseen || covered != shown_.texts.end();
    shown_.unseen.insert(shown_.unseen.end(), std::make_move_iterator(covered),
                         std::make_move_iterator(shown_.texts.end()));
    shown_.texts.erase(covered, shown_.texts.end());
    std::erase_if(shown_.marks, [&rect](const ShownMark& mark) {
      const PdfRectangle covering = rect.grown(-0.05);
      return mark.rect.left > covering.left && mark.rect.right < covering.right && mark.rect.bottom > covering.bottom &&
             mark.rect.top < covering.top;
    });
  }

  void add_mark(const PdfRectangle& rect, const State& state, const PaintInk& ink, bool is_marked, bool is_plain) {
    const PaintPoint middle{(rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2};
    const PaintInk ground = ground_.at(middle);
    if (off_ > 0 || !stands_out(blended(state.blending, ink, ground), ground) || !is_unmasked(state, middle)) return;
    add_mark({rect, false, is_marked, artifacts_ > 0, is_plain});
  }

  void add_mark(const ShownMark& mark) {
    if (shown_.marks.size() < kMaxMarks) shown_.marks.push_back(mark);
  }

  PdfObject find_font(std::string_view name, const PdfObject& resources) const {
    const std::string key = "/" + std::string(name);
    if (PdfObject own = resources.get("/Font").get(key); own.is_dictionary()) return own;
    return reader_.default_fonts_.get(key);
  }

  void show(const std::vector<Token>& operands, State& state, bool is_marked) {
    const PaintMatrix place = PaintMatrix{1, 0, 0, 1, state.advance, 0} * (state.line * state.place);
    const double size = std::abs(state.size) * std::hypot(place.c, place.d);
    ShownText shown{{}, place.e, place.f, size, 0, true, is_marked, artifacts_ > 0};
    const double begin = state.advance;
    bool has_codes = false;
    for (const Token& operand : operands) {
      if (operand.kind == TokenKind::Word) state.advance -= to_double(operand.text) / 1000 * state.size * state.across;
      if (operand.kind != TokenKind::String) continue;
      has_codes = has_codes || !operand.text.empty();
      state.advance += (reader_.fonts_.width(state.font, operand.text) * state.size +
                        state.between * static_cast<double>(operand.text.size())) *
                       state.across;
      DecodedText decoded = reader_.fonts_.decode(state.font, operand.text);
      shown.text += decoded.text;
      shown.certain = shown.certain && decoded.certain;
    }
    if (!has_codes) return;
    if (!is_seen(state, place, size, state.advance - begin)) return add_unseen(std::move(shown), state);
    const bool is_text = !shown.text.empty() || !shown.certain;
    add_mark({{place.e, place.f - size / 5, place.e + size, place.f + size * 0.8},
              is_text,
              is_marked,
              artifacts_ > 0,
              true});
    if (!is_text) return;
    if (shown_.texts.size() < kMaxTexts) {
      shown_.texts.push_back(std::move(shown));
    } else {
      shown_.complete = false;
    }
  }

  void add_unseen(ShownText shown, const State& state) {
    shown_.has_unseen = shown_.has_unseen || !is_blank(shown.text) || !shown.certain;
    const bool is_painted = off_ == 0 && state.mode != kNeither && state.mode != kOnlyClip;
    if (is_painted && shown_.unseen.size() < kMaxTexts) shown_.unseen.push_back(std::move(shown));
  }

  /// Shows each character at its own place, by the widths of the font.
  void show_each(const std::vector<Token>& operands, State& state, bool is_marked) {
    for (const Token& operand : operands) {
      if (operand.kind == TokenKind::Word) {
        state.advance -= to_double(operand.text) / 1000 * state.size * state.across;
        continue;
      }
      if (operand.kind != TokenKind::String) continue;
      for (const FontGlyph& glyph : reader_.fonts_.glyphs(state.font, operand.text)) {
        const PaintMatrix place = PaintMatrix{1, 0, 0, 1, state.advance, 0} * (state.line * state.place);
        const double size = std::abs(state.size) * std::hypot(place.c, place.d);
        const double width = std::abs(glyph.width * state.size * state.across) * std::hypot(place.a, place.b);
        state.advance +=
            (glyph.width * state.size + state.between + (glyph.is_word_space ? state.between_words : 0)) * state.across;
        ShownText shown{glyph.text, place.e, place.f, size, width, glyph.certain, is_marked, artifacts_ > 0};
        if (!is_seen(state, place, size, glyph.width * state.size * state.across)) {
          add_unseen(std::move(shown), state);
          continue;
        }
        const bool is_text = !glyph.text.empty() || !glyph.certain;
        if (glyph.text != " ") {
          const PdfRectangle around{place.e, place.f - size / 5, place.e + width, place.f + size * 0.8};
          add_mark({around, is_text, is_marked, artifacts_ > 0, true});
        }
        if (!is_text) continue;
        if (shown_.texts.size() >= kMaxTexts) {
          shown_.complete = false;
          return;
        }
        shown_.texts.push_back(std::move(shown));
      }
    }
  }

  static bool is_blank(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\r' || c == '\n'; });
  }

  /// Whether any part of a text of this length is visible: large enough, painted, distinct from its ground, unmasked,
  /// and inside the clipping area.
  bool is_seen(const State& state, const PaintMatrix& place, double size, double length) const {
    if (off_ > 0 || state.mode == kNeither || state.mode == kOnlyClip) return false;
    const double across = std::abs(state.size * state.across) * std::hypot(place.a, place.b);
    if (std::min(size, across) < std::max(kLeastSize, std::max(size, across) / kMostSqueezed)) return false;
    const PaintPoint first = place.apply(state.size * state.across / 4, state.size / 3);
    const bool fills = state.mode % 4 != 1;
    const bool strokes = state.mode % 4 == 1 || state.mode % 4 == 2;
    const PaintInk ground = ground_.at(first);
    const auto stands = [&](const PaintInk& ink) {
      return stands_out(blended(state.blending, ink, ground), ground);
    };
    if (!(fills && stands(state.fill)) && !(strokes && stands(state.stroke))) return false;
    if (state.mask || !group_masks_.empty()) {
      constexpr int kTries = 20;  // along the text
      for (int i = 0; i <= kTries; ++i) {
        if (!is_unmasked(state, place.apply(length * i / kTries, state.size / 3))) return false;
      }
    }
    if (!state.clip) return true;
    // Twice the length is searched, because missing widths count as half an em.
    constexpr int kMostSteps = 400;
    const double step = state.size * state.across / 4;
    const int steps =
        std::clamp(static_cast<int>(std::abs(length) * 2 / std::max(std::abs(step), 0.01)), 2, kMostSteps);
    for (int i = 0; i <= steps; ++i) {
      const PaintPoint at = place.apply(step * (1 + i), state.size / 3);
      const PdfRectangle& clip = *state.clip;
      if (at.x >= clip.left && at.x <= clip.right && at.y >= clip.bottom && at.y <= clip.top) return true;
    }
    return false;
  }

  void add_picture(const State& state, bool is_marked, bool is_see_through) {
    if (off_ > 0) return;
    shown_.pictures += !is_marked;
    const PdfRectangle rect = state.place.apply(PdfRectangle{0, 0, 1, 1});
    const bool is_in = !state.clip || state.clip->overlaps(rect.grown(0.01));
    shown_.images += is_in && !state.fill.is_nothing &&
                     is_unmasked(state, {(rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2});
    add_mark({rect, false, is_marked, artifacts_ > 0});
    if (!is_see_through && state.fill.is_opaque) cover(state, rect, {0, false, true, false});
  }

  void draw(std::string_view name, const PdfObject& resources, const State& state, std::size_t marks, int depth) {
    const PdfObject object = resources.get("/XObject").get("/" + std::string(name));
    if (is_off(object.get("/OC"))) return;
    if (object.get("/Subtype").name() == "Image") {
      const bool is_see_through =
          !object.get("/SMask").is_null() || !object.get("/Mask").is_null() || !object.get("/ImageMask").is_null();
      return add_picture(state, marks > 0, is_see_through);
    }
    if (object.get("/Subtype").name() != "Form") return;
    const auto content = depth < kMaxFormDepth ? reader_.unpack(object) : std::nullopt;
    if (!content) {
      shown_.complete = false;
      return;
    }
    const PdfObject own = object.get("/Resources");
    State inner = state;
    inner.place = read_matrix(object.get("/Matrix")) * state.place;
    if (const auto box = read_rectangle(object.get("/BBox"))) {
      const PdfRectangle bounds = inner.place.apply(*box);
      inner.clip = inner.clip ? intersection(*inner.clip, bounds) : bounds;
    }
    // A group is painted as a whole, with the mask and the opacity in force where it is drawn (ISO 32000-2, 11.6.6).
    const bool is_group = object.get("/Group").is_dictionary();
    const bool is_gone = is_group && state.fill.is_nothing;
    const bool is_masked = is_group && state.mask;
    if (is_group) inner.mask.reset();
    if (is_masked) group_masks_.push_back(state.mask);
    off_ += is_gone;
    run(*content, own.is_null() ? resources : own, std::move(inner), marks, depth + 1);
    off_ -= is_gone;
    if (is_masked) group_masks_.pop_back();
  }

  PdfShownReader& reader_;
  ShownContent& shown_;
  std::optional<PdfRectangle> clip_;
  Texts texts_;
  PaintGround ground_;
  PaintPath path_;
  PaintPoint last_;
  bool clips_ = false;
  std::size_t artifacts_ = 0;                                      // enclosing stretches that are outside the text
  std::size_t off_ = 0;                                            // enclosing stretches of layers that are off
  std::vector<std::shared_ptr<const SoftMask>> group_masks_ = {};  // of the enclosing groups
  int masks_ = 0;                                                  // around this run, which paints one
};

std::optional<std::string> PdfShownReader::unpack(const PdfObject& stream) {
  if (stream.is_stream() && stream.get("/Length").integer() == 0) return std::string();
  std::optional<std::string> content = unpacked_bytes(stream, room_, limits_);
  if (content) room_ -= content->size();
  return content;
}

ShownContent PdfShownReader::read_page(const PdfObject& page) {
  ShownContent shown;
  const PdfObject contents = page.get("/Contents");
  std::string all;
  const std::size_t count = contents.is_array() ? std::min(contents.size(), limits_.max_fields) : 1;
  for (std::size_t i = 0; i < count; ++i) {
    const auto content = unpack(contents.is_array() ? contents.at(i) : contents);
    if (content) all += *content + "\n";
    shown.complete = shown.complete && content.has_value();
  }
  ShownRun(*this, shown, page_rectangle(page), ShownRun::Texts::Characters)
      .run(all, inherited_entry(page, "/Resources"), {});
  return shown;
}

ShownContent PdfShownReader::read_appearance(const PdfObject& form, const std::optional<PdfRectangle>& rect) {
  ShownContent shown;
  if (layers_.is_off(form.get("/OC"))) {
    shown.has_unseen = true;
    return shown;
  }
  const auto content = unpack(form);
  shown.complete = content.has_value();
  if (!content) return shown;
  const auto box = read_rectangle(form.get("/BBox"));
  const std::optional<PaintMatrix> place = rect ? appearance_matrix(form, *rect) : std::nullopt;
  const PaintMatrix own = place.value_or(PaintMatrix());
  std::optional<PdfRectangle> clip = box ? std::optional(own.apply(*box)) : std::nullopt;
  // An appearance without an area shows nothing.
  if (rect && !place) clip = PdfRectangle{1, 1, 0, 0};
  ShownRun run(*this, shown, clip, ShownRun::Texts::Whole);
  run.run(*content, form.get("/Resources"), own);
  return shown;
}

bool PdfShownReader::shows_default(const PdfObject& widget) {
  PdfObject look = widget.get("/DA");
  if (!look.is_string()) look = widget.get("/Parent").get("/DA");
  if (!look.is_string()) look = default_look_;
  if (!look.is_string()) return true;
  const PdfObject ground = widget.get("/MK").get("/BG");
  std::string content;
  for (std::size_t i = 0; i < std::min<std::size_t>(ground.size(), 4); ++i) content += ground.at(i).number() + " ";
  if (ground.size() > 0) content += ground.size() == 1 ? "g" : ground.size() == 3 ? "rg" : "k";
  content += " 0 0 100 100 re " + std::string(ground.size() > 0 ? "f" : "n") + " 0 g BT " + look.bytes();
  // Size 0 means that viewers choose the size.
  if (look.bytes().find(" 0 Tf") != std::string::npos) content += " /Any 9 Tf";
  content += " 1 0 0 1 20 20 Tm (x) Tj ET";
  ShownContent shown;
  ShownRun(*this, shown, std::nullopt, ShownRun::Texts::Whole).run(content, {}, {});
  return !shown.has_unseen;
}

PdfShownReader::Look PdfShownReader::look_of(const PdfObject& form) {
  if (!form.is_stream()) return {};
  if (const auto known = looks_.find(form.id()); form.id() != 0 && known != looks_.end()) return known->second;
  Look look;
  const ShownContent content = read_appearance(form, std::nullopt);
  look.marks = content.marks.size();
  // FNV-1a: pictures are only compared for equality.
  constexpr std::uint64_t kStart = 14'695'981'039'346'656'037U;
  constexpr std::uint64_t kFactor = 1'099'511'628'211U;
  look.picture = kStart;
  if (const auto bytes = unpack(form)) {
    for (const char c : *bytes) look.picture = (look.picture ^ static_cast<unsigned char>(c)) * kFactor;
  }
  if (form.id() != 0) looks_.emplace(form.id(), look);
  return look;
}

}  // namespace gongwen::intake
