#include "intake/detail/pdf_shown.h"

#include "intake/detail/pdf_content.h"
#include "intake/detail/pdf_tokens.h"

#include <algorithm>
#include <array>

namespace gongwen::intake {
namespace {

constexpr int kMaxFormDepth = 8;
constexpr std::size_t kMaxTexts = 50'000;
constexpr std::size_t kMaxStates = 512;
constexpr int kInvisible = 3;  // rendering mode

struct Matrix {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
};

/// First `inner`, then `outer`.
Matrix operator*(const Matrix& inner, const Matrix& outer) {
  return {inner.a * outer.a + inner.b * outer.c,           inner.a * outer.b + inner.b * outer.d,
          inner.c * outer.a + inner.d * outer.c,           inner.c * outer.b + inner.d * outer.d,
          inner.e * outer.a + inner.f * outer.c + outer.e, inner.e * outer.b + inner.f * outer.d + outer.f};
}

double to_double(std::string_view text) {
  double value = 0;
  const std::size_t begin = text.starts_with('+') ? 1 : 0;
  std::from_chars(text.data() + begin, text.data() + text.size(), value);
  return value;
}

/// An operator's letters as one number; 0 for words that are too long for any.
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

/// One run through a stream and those that it draws.
class ShownRun {
 public:
  ShownRun(PdfShownReader& reader, ShownContent& shown) : reader_(reader), shown_(shown) {}

  void run(std::string_view content, const PdfObject& resources, const Matrix& place, std::size_t marks, int depth) {
    TokenReader tokens(content);
    std::vector<Token> operands;
    State state;
    state.place = place;
    std::vector<State> saved;
    std::vector<bool> own_marks;  // whether each is an artifact, such as a page number
    std::size_t artifacts = 0;
    for (Token token = tokens.next(); token.kind != TokenKind::End; token = tokens.next()) {
      if (token.kind != TokenKind::Word || is_number(token.text)) {
        operands.push_back(token);
        continue;
      }
      switch (code_of_operator(token.text)) {
        case code_of_operator("q"):
          if (saved.size() < kMaxStates) saved.push_back(state);
          break;
        case code_of_operator("Q"):
          if (saved.empty()) break;
          state = saved.back();
          saved.pop_back();
          break;
        case code_of_operator("BMC"):
        case code_of_operator("BDC"):
          own_marks.push_back(!operands.empty() && operands.front().text == "Artifact");
          artifacts += own_marks.back();
          break;
        case code_of_operator("EMC"):
          if (own_marks.empty()) break;
          artifacts -= own_marks.back();
          own_marks.pop_back();
          break;
        case code_of_operator("ID"):
          tokens.skip_image();
          shown_.pictures += marks + own_marks.size() == 0;
          break;
        case code_of_operator("Do"):
          if (!operands.empty()) draw(operands.back().text, resources, state, marks + own_marks.size(), depth);
          break;
        default:
          is_artifact_ = artifacts > 0;
          perform(code_of_operator(token.text), operands, resources, state, marks + own_marks.size() > 0);
      }
      operands.clear();
    }
  }

 private:
  struct State {
    Matrix place;
    Matrix line;  // of the text line
    double leading = 0;
    double size = 1;
    int mode = 0;
    PdfObject font;

    /// To the start of another line.
    void move(double x, double y) { line = Matrix{1, 0, 0, 1, x, y} * line; }
  };

  static double number(const std::vector<Token>& operands, std::size_t from_end) {
    return operands.size() < from_end ? 0 : to_double(operands[operands.size() - from_end].text);
  }
  static Matrix matrix(const std::vector<Token>& operands) {
    return {number(operands, 6), number(operands, 5), number(operands, 4),
            number(operands, 3), number(operands, 2), number(operands, 1)};
  }

  /// All operators but those of states, marks and pictures.
  void perform(std::uint32_t code, const std::vector<Token>& operands, const PdfObject& resources, State& state,
               bool is_marked) {
    switch (code) {
      case code_of_operator("cm"): state.place = matrix(operands) * state.place; break;
      case code_of_operator("BT"): state.line = {}; break;
      case code_of_operator("Tm"): state.line = matrix(operands); break;
      case code_of_operator("TD"): state.leading = -number(operands, 1); [[fallthrough]];
      case code_of_operator("Td"): state.move(number(operands, 2), number(operands, 1)); break;
      case code_of_operator("T*"): state.move(0, -state.leading); break;
      case code_of_operator("TL"): state.leading = number(operands, 1); break;
      case code_of_operator("Tr"): state.mode = static_cast<int>(number(operands, 1)); break;
      case code_of_operator("Tf"):
        if (operands.size() < 2) break;
        state.size = number(operands, 1);
        state.font = find_font(operands[operands.size() - 2].text, resources);
        break;
      case code_of_operator("'"):
      case code_of_operator("\""): state.move(0, -state.leading); [[fallthrough]];
      case code_of_operator("Tj"):
      case code_of_operator("TJ"): show(operands, state, is_marked); break;
      case code_of_operator("f"):
      case code_of_operator("F"):
      case code_of_operator("f*"):
      case code_of_operator("B"):
      case code_of_operator("B*"):
      case code_of_operator("b"):
      case code_of_operator("b*"):
      case code_of_operator("S"):
      case code_of_operator("s"):
      case code_of_operator("sh"): shown_.drawings += !is_marked; break;
      default: break;
    }
  }

  PdfObject find_font(std::string_view name, const PdfObject& resources) const {
    const std::string key = "/" + std::string(name);
    if (PdfObject own = resources.get("/Font").get(key); own.is_dictionary()) return own;
    return reader_.default_fonts_.get(key);
  }

  void show(const std::vector<Token>& operands, const State& state, bool is_marked) {
    if (state.mode == kInvisible) return;
    const Matrix place = state.line * state.place;
    ShownText shown{{}, place.e, place.f, true, is_marked, is_artifact_};
    for (const Token& operand : operands) {
      if (operand.kind != TokenKind::String) continue;
      DecodedText decoded = reader_.fonts_.decode(state.font, operand.text);
      shown.text += decoded.text;
      shown.certain = shown.certain && decoded.certain;
    }
    if (shown.text.empty() && shown.certain) return;
    if (shown_.texts.size() < kMaxTexts) {
      shown_.texts.push_back(std::move(shown));
    } else {
      shown_.complete = false;
    }
  }

  void draw(std::string_view name, const PdfObject& resources, const State& state, std::size_t marks, int depth) {
    const PdfObject object = resources.get("/XObject").get("/" + std::string(name));
    if (object.get("/Subtype").name() == "Image") {
      shown_.pictures += marks == 0;
      return;
    }
    if (object.get("/Subtype").name() != "Form") return;
    const auto content = depth < kMaxFormDepth ? reader_.unpack(object) : std::nullopt;
    if (!content) {
      shown_.complete = false;
      return;
    }
    const PdfObject own = object.get("/Resources");
    run(*content, own.is_null() ? resources : own, form_matrix(object) * state.place, marks, depth + 1);
  }

 public:
  static Matrix form_matrix(const PdfObject& form) {
    const PdfObject array = form.get("/Matrix");
    if (array.size() != 6) return {};
    const auto at = [&array](std::size_t i) {
      return to_double(array.at(i).number());
    };
    return {at(0), at(1), at(2), at(3), at(4), at(5)};
  }

 private:
  PdfShownReader& reader_;
  ShownContent& shown_;
  bool is_artifact_ = false;
};

std::optional<std::string> PdfShownReader::unpack(const PdfObject& stream) {
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
  ShownRun(*this, shown).run(all, inherited_entry(page, "/Resources"), {}, 0, 0);
  return shown;
}

ShownContent PdfShownReader::read_form(const PdfObject& form) {
  ShownContent shown;
  const auto content = unpack(form);
  shown.complete = content.has_value();
  if (content) ShownRun(*this, shown).run(*content, form.get("/Resources"), {}, 0, 0);
  return shown;
}

}  // namespace gongwen::intake
