// Questions of the preview's front to its worker, and the answers: a JSON message, and for an answer a message for each
// of its parts (resources::MessageChannel).
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

/// The contents of a view.
enum class ViewType : std::uint8_t { Data, Blank, Fillable, Long, Form, OtherForm };

/// Returns whether a view is the web form: in the language of the preview, or (OtherForm) in the other one.
constexpr bool is_web_form(ViewType type) { return type == ViewType::Form || type == ViewType::OtherForm; }

struct ViewSource {
  std::string id;  // in addresses: `data-1`
  ViewType type = ViewType::Blank;
  std::string data;  // file, for ViewType::Data; for ViewType::Long the file whose data is lengthened
};

enum class Ask : std::uint8_t {
  Pages,    // the present pages of the view
  Inspect,  // the element at a point of a page of the view
  File,     // the document as a file in a format
  Workbook  // the workbook of the same data as a page of HTML
};

/// Which members are used depends on `ask`; `time` is for the engine, in milliseconds on the wire.
struct Question {
  Ask ask = Ask::Pages;
  ViewSource view;
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::chrono::milliseconds time{};
  std::vector<std::string> known = {};  // for Pages: hashes of pages that need not be sent
  std::uint64_t page = 0;               // for Inspect: page, from 0
  double x = 0;
  double y = 0;
  Format format = Format::Pdf;  // for File
};

std::string write_question(const Question& question);
std::optional<Question> read_question(std::string_view json);

/// `head` is an object. For Pages: `count` of all pages; `pages`, each with `hash`, `width`, `height` and the number of
/// its part if it is sent; `messages`; `files` of the kind; `beside`, the files beside the data; `has_workbook`. For
/// Inspect: the element found. For File and Workbook: `messages`, and the file as the only part. `parts` is empty for
/// Inspect.
struct Answer {
  base::Json head = base::Json::object();
  std::vector<std::string> parts = {};
};

std::string write_answer(Answer answer);
/// Returns the number of parts that follow; nullopt if the head is malformed.
std::optional<std::size_t> count_parts(const base::JsonView& head);

/// The longest message, in bytes. A workbook or PDF of a large document fits; a longer message is treated as a crash of
/// the worker.
inline constexpr std::size_t kMaxMessage = std::size_t{256} << 20;

}  // namespace gongwen::preview
