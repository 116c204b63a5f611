// Foreign files shown: OFD files of any producer as PDF, pictures and text. The file is read in a separate process with
// limits on time and memory.
//   const gongwen::Conversion made = gongwen::convert_file({"notice.ofd"}, {"notice.pdf"}, {});
//   if (!made.report.ok()) std::cerr << made.report.text(gongwen::Language::English);
#pragma once

#include "gongwen/engine.h"
#include "gongwen/export.h"
#include "gongwen/signatures.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen {

/// Formats that a file is converted to. Png and Svg give a file for each page.
enum class ConvertedForm : std::uint8_t { Pdf, Png, Svg, Text };

struct ConvertedFormInfo {
  ConvertedForm form = ConvertedForm::Pdf;
  std::string_view ending;  // of files, without the stop
  std::string_view media_type;
};

/// All forms, in the order of their values.
inline constexpr ConvertedFormInfo kConvertedForms[] = {
    {ConvertedForm::Pdf, "pdf", "application/pdf"},
    {ConvertedForm::Png, "png", "image/png"},
    {ConvertedForm::Svg, "svg", "image/svg+xml"},
    {ConvertedForm::Text, "txt", "text/plain; charset=utf-8"},
};

struct ConvertOptions {
  /// nullopt: by the ending of the output (`.pdf`, `.png`, `.svg`, `.txt`).
  std::optional<ConvertedForm> form = std::nullopt;
  PngOptions png = {};
  std::size_t page = 0;  // of pictures, from 1; 0: all. A page that the file does not have gives no file
  bool strict = false;   // warnings are errors
  bool hashes = false;   // ConvertedFile::sha256
  /// As in EngineOptions.
  std::string share_folder = {};
  std::string libexec_folder = {};
  std::string temporary_folder = {};
  std::vector<std::string> font_folders = {};
  std::optional<std::chrono::steady_clock::time_point> deadline = std::nullopt;
  std::stop_token stop = {};
};

struct ConvertedFile {
  std::string path;   // empty for files in memory
  std::string bytes;  // empty for files on disk
  std::size_t size = 0;
  std::size_t page = 0;   // from 1; 0: the whole document
  std::size_t pages = 0;  // in the file
  std::string sha256 = {};
};

/// Counts the objects of the file: each is drawn, named in a warning, or hidden by the file itself.
struct ConvertedObjects {
  std::size_t read = 0;
  std::size_t drawn = 0;
  std::size_t reported = 0;
  std::size_t hidden = 0;
  std::size_t characters = 0;  // of drawn text objects
};

struct Conversion {
  std::vector<ConvertedFile> files;  // empty unless the report is ok
  ConvertedForm form = ConvertedForm::Pdf;
  std::size_t pages = 0;
  std::size_t seals = 0;        // shown, not verified
  std::size_t attachments = 0;  // kept in a PDF
  ConvertedObjects objects;
  Report report;
};

/// Converts an OFD file into the file `output`, which has `{page}` in its name if there is a file for each page, or, if
/// it is empty, in memory. All files are written or none. Everything that is not shown as the file has it is a warning
/// with its page and object. Reports: show/*, resources/*, pdf/*, raster/*, engine/page-placeholder,
/// engine/output-is-input.
GONGWEN_API Conversion convert_file(const FileSource& file, const std::string& output, const ConvertOptions& options);

}  // namespace gongwen
