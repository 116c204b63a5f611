#include "engine/core/detail/read_source.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "diagnostics/catalogue/dom.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "dom/html_encoding.h"
#include "intake/other_formats.h"
#include "intake/read_returned.h"
#include "package/zip_archive.h"
#include "resources/read_file.h"

#include <algorithm>
#include <limits>

// Reads texts from callers: their sources, encodings and limits. Much of this file recognises files
// that are not HTML pages, so that a person who passes a Word file gets advice instead of a page of
// garbage.
namespace gongwen {
namespace {

/// Practically unlimited, and safe to add up.
constexpr std::uint64_t kAny = std::uint64_t{1} << 50;
constexpr std::uint64_t kMaxSourceBytes = std::numeric_limits<std::uint32_t>::max();  // places are 32-bit offsets

/// All limits with their maxima. Depths are limited because recursion uses the stack.
constexpr LimitInfo kLimits[] = {
    {"steps", LimitUnit::Count, &Limits::steps, kAny},
    {"loop-iterations", LimitUnit::Count, &Limits::loop_iterations, kAny},
    {"call-depth", LimitUnit::Count, &Limits::call_depth, 1'000},
    {"include-depth", LimitUnit::Count, &Limits::include_depth, 500},
    {"output", LimitUnit::Bytes, &Limits::output, kMaxSourceBytes},
    {"memory", LimitUnit::Bytes, &Limits::memory, kAny},
    {"text", LimitUnit::Bytes, &Limits::text, kMaxSourceBytes},
    {"range", LimitUnit::Count, &Limits::range, kAny},
    {"time", LimitUnit::Milliseconds, &Limits::time, kMaxSourceBytes},
    {"data-size", LimitUnit::Bytes, &Limits::data_size, kMaxSourceBytes},
    {"data-values", LimitUnit::Count, &Limits::data_values, kMaxSourceBytes - 1},
    {"data-depth", LimitUnit::Count, &Limits::data_depth, 1'000},
    {"pages", LimitUnit::Count, &Limits::pages, 1'000'000},
};

}  // namespace

std::span<const LimitInfo> known_limits() { return kLimits; }

namespace engine {

/// Depths fit into 32 bits: their maxima in the table above are small.
templating::Limits templating_limits(const Limits& limits, const base::StopCheck* stop_check) {
  templating::Limits result;
  result.steps = limits.steps;
  result.loop_iterations = limits.loop_iterations;
  result.call_depth = static_cast<std::uint32_t>(limits.call_depth);
  result.include_depth = static_cast<std::uint32_t>(limits.include_depth);
  result.output_bytes = limits.output;
  result.memory_bytes = limits.memory;
  result.text_bytes = limits.text;
  result.range_size = limits.range;
  // Called between the steps of an expansion: stops the run, or ends the expansion with its own message.
  result.expired = [stop_check, deadline = resources::Deadline(std::chrono::milliseconds(limits.time))] {
    if (stop_check != nullptr) stop_check->look();
    return deadline.passed();
  };
  return result;
}

/// The limit for memory applies to values. Pages take more memory but most is freed soon, so without an option they
/// have the much higher limit of the layout, which only runaway documents reach.
layout::PageLimits page_limits(const Limits& limits) {
  layout::PageLimits result;
  result.max_pages = limits.pages;
  if (limits.memory != Limits().memory) result.max_bytes = limits.memory;
  return result;
}

/// Limits protect against data that would fill memory, by accident or on purpose.
data::JsonLimits json_limits(const Limits& limits) {
  data::JsonLimits result;
  result.max_bytes = limits.data_size;
  result.max_values = limits.data_values;
  result.max_depth = limits.data_depth;
  return result;
}

}  // namespace engine
}  // namespace gongwen

namespace gongwen::engine {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// The number of bytes that one U+FFFD replaces: the longest start of a well-formed sequence, otherwise one byte
/// (Unicode Standard, section 3.9, substitution of maximal subparts).
std::size_t damaged_length(std::string_view bytes) {
  const auto byte = [&](std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
  };
  const unsigned char lead = byte(0);
  std::size_t whole = 1;
  if (lead >= 0xC2 && lead <= 0xF4) whole = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::size_t length = 1;
  for (; length < whole && length < bytes.size(); ++length) {
    // The second byte of E0, ED, F0 and F4 has a narrower range: no overlong forms, no surrogates.
    int first = 0x80;
    int last = 0xBF;
    if (length == 1) {
      first = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : first;
      last = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : last;
    }
    if (byte(length) < first || byte(length) > last) break;
  }
  return length;
}

/// Replaces everything that is not UTF-8 by U+FFFD.
std::string repaired_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + 64);
  for (std::size_t at = 0; at < bytes.size();) {
    const base::DecodedCodePoint decoded = base::decode_utf8(bytes, at);
    const std::size_t length = decoded.valid ? decoded.length : damaged_length(bytes.substr(at));
    text += decoded.valid ? bytes.substr(at, length) : kReplacement;
    at += length;
  }
  return text;
}

/// The text of a page, and the encoding in which it was read.
struct DecodedPage {
  std::string text;
  std::string encoding;
};

/// The text of a page that is not valid UTF-8. `named` is the encoding that the page names; empty if none.
DecodedPage decoded_page(std::string_view bytes, std::string_view named, const std::string& name,
                         diagnostics::DiagnosticSink& sink) {
  if (!named.empty() && named != "UTF-8") {
    std::optional<std::string> decoded = data::decode_from(std::string(named).c_str(), bytes);
    if (decoded && !base::find_invalid_utf8(*decoded)) return {*std::move(decoded), std::string(named)};
  }
  // A page that names UTF-8 and has invalid bytes is damaged UTF-8, not another encoding.
  if (named != "UTF-8") {
    // UTF-16 has a mark at its start; any other encoding is guessed, which a message tells.
    if (std::optional<std::string> decoded = data::decode_other_encoding(bytes)) {
      const bool is_little = bytes.starts_with("\xFF\xFE");
      const bool is_marked = is_little || bytes.starts_with("\xFE\xFF");
      if (!is_marked) sink.report(diagnostics::messages::DomGuessedEncoding, diagnostics::Origin(), name);
      return {*std::move(decoded), !is_marked ? "GB18030" : is_little ? "UTF-16LE" : "UTF-16BE"};
    }
  }
  sink.report(diagnostics::messages::DomReplacedBytes, diagnostics::Origin(), name);
  return {repaired_utf8(bytes), "UTF-8"};
}

}  // namespace

/// A name without folder is in the current one.
std::string folder_of(const std::string& path) {
  const std::size_t end = path.rfind('/');
  if (end == std::string::npos) return ".";
  return end == 0 ? "/" : path.substr(0, end);
}

/// For requests and other texts that must be UTF-8.
base::Expected<diagnostics::SourceId> read_source(const DataSource& source, Run& run) {
  if (source.text) return resources::add_text(source.path, *source.text, run.sources(), run.sink());
  return resources::read_text(source.path, {}, run.sources(), run.sink());
}

/// Converts data in any encoding that programs write in practice to UTF-8.
base::Expected<diagnostics::SourceId> read_data_source(const DataSource& source, Run& run) {
  // Texts in memory are UTF-8 by contract; files may have other encodings.
  if (source.text) return read_source(source, run);
  base::Expected<std::string> bytes = resources::read_bytes(source.path, {}, run.sink());
  if (!bytes) return base::kReported;
  const std::string name = source.path == "-" ? "<stdin>" : source.path;
  // A spreadsheet saved under the name of a table, or a returned form, gets its own message.
  if (data::report_binary_file(*bytes, name, run.sink())) return base::kReported;
  return resources::add_text(name, data::to_utf8(*std::move(bytes)), run.sources(), run.sink());
}

namespace {

using intake::OtherFormat;

/// The name of a format, and advice, in both languages.
OtherFormat other_file(const diagnostics::BilingualText& name, const diagnostics::BilingualText& way) {
  return {std::string(name.english), std::string(name.chinese), std::string(way.english), std::string(way.chinese)};
}

/// The format that was recognised, with advice that fits a page instead of a form.
OtherFormat with_way(OtherFormat format, const diagnostics::BilingualText& way) {
  return {std::move(format[0]), std::move(format[1]), std::string(way.english), std::string(way.chinese)};
}

/// Office files and OFD are ZIP archives; their members or the member `mimetype` say which.
OtherFormat describe_archive(std::string_view bytes) {
  base::Expected<package::ZipArchive, package::ZipError> archive = package::ZipArchive::open(bytes, {});
  if (!archive) return other_file(texts::EngineBinaryFile, texts::EngineGiveAPage);
  const auto has = [&archive](std::string_view name) {
    return archive->has(name);
  };
  // A workbook is most likely data for a kind; other office files can be saved as HTML.
  if (has("xl/workbook.xml")) return other_file(texts::EngineAWorkbook, texts::EngineRenderData);
  const base::Expected<std::string, package::ZipError> type = archive->read("mimetype");
  return with_way(intake::recognise_package(has, type ? *type : std::string()), texts::EngineSaveAsPage);
}

/// Whether the text has an HTML tag, a comment or a document type.
bool has_markup(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    const bool is_tag = base::is_ascii_alpha(next) || next == '/' || next == '!' || next == '?';
    // Not an address in angle brackets: <https://…>, <name@example.org>.
    const std::size_t end = text.find_first_of(" >\n:@", at + 1);
    if (is_tag && (end == std::string_view::npos || (text[end] != ':' && text[end] != '@'))) return true;
  }
  return false;
}

/// Parsed only if it starts like an object or a list.
bool is_json(std::string_view text) {
  text = base::trim_ascii_space(text);
  const bool begins = text.starts_with('{') || text.starts_with('[');
  return begins && base::parse_json(text).has_value();
}

/// Whether a line starts with a heading, a fence, a table or a rule, which are rare in other texts.
bool is_markdown(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    const std::size_t marks = std::min(line.find_first_not_of('#'), line.size());
    if (marks > 0 && marks <= 6 && line.substr(marks).starts_with(' ')) return true;
    // A heading, a block of code, the rule of a table or a line across: plain text rarely has any of them.
    if (line.starts_with("```") || line.starts_with("|--") || line.starts_with("| --") || line.starts_with("---"))
      return true;
    at += line.size() + 1;
  }
  return false;
}

/// The format of a file that is not a page; nullopt if it may be HTML, which nearly every text may.
std::optional<OtherFormat> find_other_file(std::string_view bytes) {
  const std::optional<intake::FileType> type = intake::sniff(bytes.substr(0, 1'024));
  if (type == intake::FileType::Pdf) return other_file(texts::EngineAPdf, texts::EngineBindPdf);
  if (type == intake::FileType::Xlsx) return describe_archive(bytes);
  // The signature of OLE compound files: .doc, .xls, and others.
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) {
    auto found = intake::recognise_bytes(bytes);
    return found ? with_way(*std::move(found), texts::EngineSaveAsPage)
                 : other_file(texts::EngineAnOldOfficeFile, texts::EngineSaveAsPage);
  }
  if (auto found = intake::recognise_magic(bytes)) {
    // A picture cannot be saved as a page, but can be put into one.
    const bool is_picture = (*found)[2] == diagnostics::texts::IntakeAdviceOriginalFile.english;
    return with_way(*std::move(found), is_picture ? texts::EnginePictureInPage : texts::EngineSaveAsPage);
  }
  if (is_json(bytes)) return other_file(texts::EngineJson, texts::EngineRenderData);
  // UTF-16 is recognised by its mark; no other text has the character 0.
  const bool is_wide = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  if (is_wide) return std::nullopt;
  if (bytes.find('\0') != std::string_view::npos && !has_markup(bytes)) {
    return other_file(texts::EngineBinaryFile, texts::EngineGiveAPage);
  }
  if (base::trim_ascii_space(bytes).empty() || has_markup(bytes)) return std::nullopt;
  return other_file(is_markdown(bytes) ? texts::EngineMarkdown : texts::EnginePlainText, texts::EngineConvertText);
}

}  // namespace

/// The text of an HTML page with the encoding that its style sheets inherit.
base::Expected<PageSource> read_page_source(const DataSource& source, Run& run) {
  PageSource page;
  std::string bytes;
  if (source.text) {
    bytes = *source.text;
  } else {
    base::Expected<std::string> read = resources::read_bytes(source.path, {}, run.sink());
    if (!read) return base::kReported;
    bytes = *std::move(read);
  }
  const std::string name = !source.text && source.path == "-" ? "<stdin>" : source.path;
  // Checked before decoding, or a binary file would be reported as damaged text.
  if (std::optional<OtherFormat> other = find_other_file(bytes)) {
    run.sink().report(diagnostics::messages::EngineNotAPage, diagnostics::Origin(), name, std::move(*other)[0],
                      std::move(*other)[1], std::move(*other)[2], std::move(*other)[3]);
    return base::kReported;
  }
  page.encoding = dom::encoding_of_label(dom::declared_encoding(bytes));
  // Valid UTF-8 is read as such, even if the page names another encoding: editors convert files and forget the
  // declaration.
  if (!source.text && base::find_invalid_utf8(bytes)) {
    DecodedPage decoded = decoded_page(bytes, page.encoding, name, run.sink());
    bytes = std::move(decoded.text);
    page.encoding = std::move(decoded.encoding);
  }
  const base::Expected<diagnostics::SourceId> id =
      resources::add_text(name, std::move(bytes), run.sources(), run.sink());
  if (!id) return base::kReported;
  page.id = *id;
  return page;
}

}  // namespace gongwen::engine
