// What the front of the preview asks its worker, and what the worker answers: a message of JSON, and after an answer a
// message for each of its parts, as resources::MessageChannel sends them.
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"
#include "gongwen/format.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::preview {

/// What a view shows.
enum class ViewType : std::uint8_t { Data, Blank, Fillable, Long, Form };

struct ViewSource {
  std::string id;  // in addresses: `data-1`
  ViewType type = ViewType::Blank;
  std::string data;  // the file, of ViewType::Data; of ViewType::Long the one that is stretched
};

enum class Ask : std::uint8_t {
  Pages,    // the view as it is now
  Inspect,  // what is at a point of a page of the view
  File,     // the document as a file of a format
  Workbook  // the workbook of the same data as a page of HTML
};

struct Question {
  Ask ask = Ask::Pages;
  ViewSource view;
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::chrono::milliseconds time{};
  std::vector<std::string> known = {};  // of Pages: hashes of pages that need not be sent
  std::uint64_t page = 0;               // of Inspect, from 0
  double x = 0;
  double y = 0;
  Format format = Format::Pdf;  // of File
};

std::string write_question(const Question& question);
std::optional<Question> read_question(std::string_view json);

/// `head` is an object. Of Pages: `count`, the number of all pages; `pages`, each with `hash`, `width`, `height` and
/// the number of its part where it is sent; `messages`; `files` that the kind is made of; `beside`, those beside the
/// data; `has_workbook`. Of Inspect: what is there. Of File and Workbook: `messages`, and the file as the only part.
struct Answer {
  base::Json head = base::Json::object();
  std::vector<std::string> parts = {};
};

std::string write_answer(Answer answer);
/// How many parts follow; nothing for what no worker has written.
std::optional<std::size_t> count_parts(const base::JsonView& head);

/// No message is longer.
inline constexpr std::size_t kMaxMessage = std::size_t{256} << 20;

}  // namespace gongwen::preview
