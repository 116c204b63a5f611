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
  std::string title;       // unique: if two have one label, the note is added, 工作单位（英文）
  std::string label = {};  // as printed, if it differs from the title: `1. 姓名（中文）`
  std::string base = {};   // the words of the title that may tell its type: 姓名 in 负责人姓名
  GuessedType type = GuessedType::ByTitle;  // ByTitle: the type that the title tells, such as 手机
  bool is_required = false;
  std::string note = {};   // in brackets after the label: 不超过500字
  std::string sign = {};   // of an opinion: the words at its place to sign, 负责人：
  bool is_sealed = false;  // of an opinion: 盖章
  std::vector<std::string> options = {};
  std::vector<GuessedField> columns = {};  // of a list
  std::size_t rows = 0;                    // of a list: empty ones on paper
  std::string place = {};                  // `¶14`
  GuessReason reason = GuessReason::CellBeside;
  /// From 0 to 1: the share of such places that were fields in the forms on which the rules were tried.
  double confidence = 0;
};

/// A stretch of a paragraph's shown text, in one of its inline items.
struct ShownPart {
  const word::Inline* item = nullptr;
  std::size_t begin = 0;  // bytes of the item's text; 0 and 0 for other items, meaning the whole item
  std::size_t end = 0;
};

/// A place where an answer is written.
struct AnswerPlace {
  const word::Paragraph* paragraph = nullptr;
  std::vector<ShownPart> parts = {};  // replaced by the answer; none: the answer is put at the paragraph's end
  std::string option = {};            // of a box: the words beside it
  bool is_before = false;             // in a separate paragraph before this one, which has other text
};

/// The places where the answers to a guessed field are written.
struct Answer {
  std::vector<AnswerPlace> places;             // one for each box
  std::vector<std::vector<AnswerPlace>> rows;  // of a list: a place for each column
  AnswerPlace date;                            // of an opinion; without a paragraph if it has no date
  bool is_in_line = false;                     // with other text beside it
};

/// Something that looks like a place to fill in but did not become a field, or words that belong to no field, such as
/// notes below the form.
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
  /// The paragraphs and cells with such words, as a returned file shows them.
  std::vector<std::string> printed;
  /// Texts with places between their words, each place as `{3}`, the index of its field, `{3/date}` for a part of an
  /// opinion, `{}` for no field; literal braces are doubled. `□` at the start marks the words of an option.
  std::vector<std::string> lines = {};
};

GuessedForm guess_fields(const word::Document& document);

}  // namespace gongwen::adopt
