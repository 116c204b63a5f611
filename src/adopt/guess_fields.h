// Guesses the fields of a plain Word form: labels with empty cells beside them, boxes to tick, blanks to write on,
// lists of empty rows, content controls.
//   const adopt::GuessedForm form = adopt::guess_fields(*document);
#pragma once

#include "word/document.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::adopt {

/// The evidence for a guess.
enum class GuessReason : std::uint8_t {
  CellBeside,   // a label, and an empty cell to its right
  CellBelow,    // a row of labels, and one empty row below it
  EmptyRows,    // a row of labels, and several empty rows below it
  Boxes,        // □男　□女
  Blank,        // 姓名：____
  DateBlank,    // 年　月　日
  Room,         // a cell that is high, or has several empty lines
  Signature,    // 签字, 盖章
  Control,      // a content control
  LegacyField,  // a form field of older programs
};

enum class GuessedType : std::uint8_t {
  ByTitle,
  Text,
  LongText,
  Number,
  Date,
  Month,
  Choice,
  Choices,
  YesNo,
  Opinion,
  List
};

struct GuessedField {
  std::string title;       // each once: where two have one label, with what its note says, 工作单位（英文）
  std::string label = {};  // as it is printed, where it is not the title: `1. 姓名（中文）`
  std::string base = {};   // the words of the title that may say its type: 姓名 of 负责人姓名
  GuessedType type = GuessedType::ByTitle;  // ByTitle: what the title says, such as 手机
  bool is_required = false;
  std::string note = {};   // in brackets behind the label: 不超过500字
  std::string sign = {};   // of an opinion: the words where it is signed, 负责人：
  bool is_sealed = false;  // of an opinion: 盖章
  std::vector<std::string> options = {};
  std::vector<GuessedField> columns = {};  // of a list
  std::size_t rows = 0;                    // of a list: empty ones on paper
  std::string place = {};                  // `¶14`
  GuessReason reason = GuessReason::CellBeside;
  /// From 0 to 1: how often such a place is a field, by the forms on which the rules were tried.
  double confidence = 0;
};

/// A stretch of what a paragraph shows, in one of its inline items.
struct ShownPart {
  const word::Inline* item = nullptr;
  std::size_t begin = 0;  // bytes of the item's text; of other items 0 and 0, which mean all of it
  std::size_t end = 0;
};

/// A place where an answer is written.
struct AnswerPlace {
  const word::Paragraph* paragraph = nullptr;
  std::vector<ShownPart> parts = {};  // what the answer replaces; none: it is put at the paragraph's end
  std::string option = {};            // of a box: the words beside it
  bool is_before = false;             // in a paragraph of its own before this one, which has other text
};

/// Where the answers to a guessed field are written.
struct Answer {
  std::vector<AnswerPlace> places;             // one for each box
  std::vector<std::vector<AnswerPlace>> rows;  // of a list: a place for each column
  AnswerPlace date;                            // of an opinion; without a paragraph: it has none
  bool is_in_line = false;                     // with other text beside it
};

/// Something that looks like a place to fill in and became no field, or words that belong to none, such as notes below
/// the form.
struct LeftOut {
  std::string text;
  std::string place;
  bool is_place = true;
};

struct GuessedForm {
  std::string title;
  std::vector<GuessedField> fields;
  /// One for each field. They refer to the document; drafts (word_draft.h) do not have them.
  std::vector<Answer> answers;
  std::vector<LeftOut> left_out;  // in the order of the document
  /// The paragraphs and cells with such words, as a file that comes back shows them.
  std::vector<std::string> printed;
  /// Texts with places between their words, each place as `{3}`, the index of its field, `{3/date}` for a part of an
  /// opinion, `{}` for no field; literal braces are doubled. `□` at the start: the words are those of an option.
  std::vector<std::string> lines = {};
};

GuessedForm guess_fields(const word::Document& document);

}  // namespace gongwen::adopt
