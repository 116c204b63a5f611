#include "engine/core/detail/read_source.h"

#include "base/utf8.h"
#include "data/decode_text.h"
#include "diagnostics/catalogue/dom.h"
#include "dom/html_encoding.h"
#include "resources/read_file.h"

namespace gongwen::engine {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// How many bytes one U+FFFD stands for: the longest start of a well-formed sequence, otherwise one byte (Unicode
/// Standard, section 3.9, substitution of maximal subparts).
std::size_t damaged_length(std::string_view bytes) {
  const auto byte = [&](std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
  };
  const unsigned char lead = byte(0);
  std::size_t whole = 1;
  if (lead >= 0xC2 && lead <= 0xF4) whole = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::size_t length = 1;
  for (; length < whole && length < bytes.size(); ++length) {
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

/// With U+FFFD for what is not UTF-8.
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

struct DecodedPage {
  std::string text;
  std::string encoding;
};

/// The text of a page that is not valid UTF-8. `named`: the encoding that it names; empty without one.
DecodedPage decoded_page(std::string_view bytes, std::string_view named, const std::string& name,
                         diagnostics::DiagnosticSink& sink) {
  if (!named.empty() && named != "UTF-8") {
    std::optional<std::string> decoded = data::decode_from(std::string(named).c_str(), bytes);
    if (decoded && !base::find_invalid_utf8(*decoded)) return {*std::move(decoded), std::string(named)};
  }
  if (named != "UTF-8") {
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

std::string folder_of(const std::string& path) {
  const std::size_t end = path.rfind('/');
  if (end == std::string::npos) return ".";
  return end == 0 ? "/" : path.substr(0, end);
}

base::Expected<diagnostics::SourceId> read_source(const DataSource& source, Run& run) {
  if (source.text) return resources::add_text(source.path, *source.text, run.sources(), run.sink());
  return resources::read_text(source.path, {}, run.sources(), run.sink());
}

base::Expected<diagnostics::SourceId> read_data_source(const DataSource& source, Run& run) {
  if (source.text) return read_source(source, run);
  base::Expected<std::string> bytes = resources::read_bytes(source.path, {}, run.sink());
  if (!bytes) return base::kReported;
  const std::string name = source.path == "-" ? "<stdin>" : source.path;
  if (data::report_office_file(*bytes, name, run.sink())) return base::kReported;
  if (base::find_invalid_utf8(*bytes)) {
    if (auto decoded = data::decode_other_encoding(*bytes)) bytes = *std::move(decoded);
  }
  return resources::add_text(name, *std::move(bytes), run.sources(), run.sink());
}

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
  page.encoding = dom::encoding_of_label(dom::declared_encoding(bytes));
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
