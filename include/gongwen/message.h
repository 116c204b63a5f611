// Message: one message of a report as data, for programs that display messages themselves.
//   for (const gongwen::Message& message : report.messages()) {
//     if (message.data && message.data->pointer) mark_field(*message.data->pointer, message.text.in(language));
//   }
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen {

/// The languages of messages and texts for people.
enum class Language : std::uint8_t { English, Chinese };

enum class Severity : std::uint8_t { Note, Warning, Error };

/// A text in both languages.
struct MessageText {
  std::string english;
  std::string chinese;
  const std::string& in(Language language) const { return language == Language::Chinese ? chinese : english; }
  friend bool operator==(const MessageText&, const MessageText&) = default;
};

/// A range of characters. Lines and columns start at 1, columns count code points, and the end is exclusive.
struct TextRange {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t end_line = 1;
  std::uint32_t end_column = 1;
};

/// A place in a template, a style sheet or another file of a bundle.
struct TemplatePlace {
  std::string file;
  TextRange range;
};

/// A value of the data. Members that are not known are empty.
struct ValuePlace {
  std::optional<std::string> pointer;  // RFC 6901, may name an absent member; nullopt: the text cannot be parsed
  std::string file;
  std::optional<TextRange> range;  // in the file, if it has lines
  std::string cell;                // `单位!B7`, in a workbook
  std::string record;              // `event 2024-02/rev`, in a store
};

/// Additional information on a message, such as the place of the other one of two equal values.
struct MessageNote {
  MessageText text;
  std::optional<TemplatePlace> source;
  std::optional<ValuePlace> data;
};

struct Message {
  std::string id;  // `data/missing`; `gongwen explain` lists all
  Severity severity = Severity::Error;
  MessageText text;
  MessageText hint;                    // what to do about it; empty if absent
  std::vector<std::string> arguments;  // the values in the text, in the order of the catalogue's placeholders
  std::optional<TemplatePlace> source;
  std::optional<ValuePlace> data;
  std::vector<MessageNote> notes;
};

}  // namespace gongwen
