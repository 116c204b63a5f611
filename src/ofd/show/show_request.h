// Requests to show a foreign file, and the answers, as `gongwen-show` receives and sends them.
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::show {

/// Formats in which a file is shown. Png and Svg give a file for each page.
enum class ShownAs : std::uint8_t { Pdf, Png, Svg, Text };

struct ShowRequest {
  std::string name;  // of the file, for messages
  std::vector<ShownAs> forms;
  double dpi = 150;
  std::size_t page = 0;       // of pictures, from 1; 0: all
  std::string svg_name = {};  // of the pages as SVG, with `{page}`: links between pages lead there; empty: none
  std::string fonts_folder;   // with manifest.json
  std::vector<std::string> font_folders = {};
  std::uint32_t seconds = 120;  // of the processor
};

struct ShownFile {
  ShownAs form = ShownAs::Pdf;
  std::size_t page = 0;   // from 1; 0: the whole document
  std::size_t pages = 0;  // in the file
  std::string bytes;
};

/// Counts the objects of a file: each is drawn, named in a message, or hidden by the file itself.
struct ObjectCounts {
  std::size_t read = 0;
  std::size_t drawn = 0;
  std::size_t reported = 0;
  std::size_t hidden = 0;
  std::size_t characters = 0;  // of drawn text objects
};

struct ShowAnswer {
  std::vector<ShownFile> files;  // empty after an error
  std::size_t pages = 0;
  std::size_t seals = 0;
  std::size_t attachments = 0;
  ObjectCounts counts;
};

// The wire: a line of JSON, then bytes whose lengths are in it.

std::string write_request(const ShowRequest& request);
std::optional<ShowRequest> parse_request(std::string_view line);

std::string write_answer(const ShowAnswer& answer, const std::vector<diagnostics::Diagnostic>& messages);
/// Adds the messages to `sink`. nullopt if the answer is malformed.
std::optional<ShowAnswer> parse_answer(std::string_view text, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::show
