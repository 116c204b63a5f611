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

double to_double(const std::string& text) {
  double value = 0;
  const std::size_t begin = text.starts_with('+') ? 1 : 0;
  std::from_chars(text.data() + begin, text.data() + text.size(), value);
  return value;
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
      const bool is_operator =
          token.kind == TokenKind::Word && token.text.find_first_not_of("+-.0123456789") != std::string::npos;
      if (!is_operator) {
        operands.push_back(std::move(token));
        continue;
      }
      const std::string_view name = token.text;
      if (name == "q" && saved.size() < kMaxStates) {
        saved.push_back(state);
      } else if (name == "Q" && !saved.empty()) {
        state = saved.back();
        saved.pop_back();
      } else if (name == "BMC" || name == "BDC") {
        own_marks.push_back(!operands.empty() && operands.front().text == "Artifact");
        artifacts += own_marks.back();
      } else if (name == "EMC") {
        if (!own_marks.empty()) {
          artifacts -= own_marks.back();
          own_marks.pop_back();
        }
      } else if (name == "ID") {
        tokens.skip_image();
        shown_.pictures += marks + own_marks.size() == 0;
      } else if (name == "Do" && !operands.empty()) {
        draw(operands.back().text, resources, state, marks + own_marks.size(), depth);
      } else if (!set_state(name, operands, resources, state)) {
        is_artifact_ = artifacts > 0;
        paint(name, operands, state, marks + own_marks.size() > 0);
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
  };

  static double number(const std::vector<Token>& operands, std::size_t from_end) {
    return operands.size() < from_end ? 0 : to_double(operands[operands.size() - from_end].text);
  }
  static Matrix matrix(const std::vector<Token>& operands) {
    return {number(operands, 6), number(operands, 5), number(operands, 4),
            number(operands, 3), number(operands, 2), number(operands, 1)};
  }

  bool set_state(std::string_view name, const std::vector<Token>& operands, const PdfObject& resources,
                 State& state) const {
    if (name == "cm") {
      state.place = matrix(operands) * state.place;
    } else if (name == "BT") {
      state.line = {};
    } else if (name == "Tm") {
      state.line = matrix(operands);
    } else if (name == "Td" || name == "TD") {
      if (name == "TD") state.leading = -number(operands, 1);
      state.line = Matrix{1, 0, 0, 1, number(operands, 2), number(operands, 1)} * state.line;
    } else if (name == "T*") {
      state.line = Matrix{1, 0, 0, 1, 0, -state.leading} * state.line;
    } else if (name == "TL") {
      state.leading = number(operands, 1);
    } else if (name == "Tr") {
      state.mode = static_cast<int>(number(operands, 1));
    } else if (name == "Tf" && operands.size() >= 2) {
      state.size = number(operands, 1);
      state.font = find_font(operands[operands.size() - 2].text, resources);
    } else {
      return false;
    }
    return true;
  }

  PdfObject find_font(const std::string& name, const PdfObject& resources) const {
    const std::string key = "/" + name;
    if (PdfObject own = resources.get("/Font").get(key.c_str()); own.is_dictionary()) return own;
    return reader_.default_fonts_.get(key.c_str());
  }

  void paint(std::string_view name, const std::vector<Token>& operands, State& state, bool is_marked) {
    static constexpr auto kPaths =
        std::to_array<std::string_view>({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"});
    if (name == "'" || name == "\"") state.line = Matrix{1, 0, 0, 1, 0, -state.leading} * state.line;
    if (name == "Tj" || name == "TJ" || name == "'" || name == "\"") {
      show(operands, state, is_marked);
    } else if (!is_marked && std::find(kPaths.begin(), kPaths.end(), name) != kPaths.end()) {
      ++shown_.drawings;
    }
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

  void draw(const std::string& name, const PdfObject& resources, const State& state, std::size_t marks, int depth) {
    const PdfObject object = resources.get("/XObject").get(("/" + name).c_str());
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
