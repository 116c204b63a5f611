#include "sheet/ods/write_ods.h"

#include "base/date.h"
#include "base/escapes.h"
#include "base/format.h"
#include "package/zip_writer.h"
#include "resources/deflate.h"
#include "sheet/ods/detail/content_writer.h"
#include "sheet/ods/detail/embedded_files.h"
#include "sheet/ods/detail/styles_part.h"

#include <string_view>
#include <vector>

namespace gongwen::ods {
namespace {

constexpr std::string_view kMediaType = "application/vnd.oasis.opendocument.spreadsheet";
/// 1 January 2000, as in other files without any date.
constexpr std::int64_t kFixedDate = 946'684'800;

/// An entry that is compressed while it is written.
class PackedText {
 public:
  void add(std::string_view text) {
    packed_ += resources::deflate_part(text, resources::Effort::Usual);
    check_sum_ = resources::crc32(text, check_sum_);
    length_ += text.size();
  }

  package::ZipEntry entry(std::string_view name) {
    std::vector<char> room;
    packed_ += resources::pack_blocks({}, room);
    return {name, packed_, length_, check_sum_, true};
  }

 private:
  std::string packed_;
  std::size_t length_ = 0;
  std::uint32_t check_sum_ = 0;
};

std::string manifest(const EmbeddedFiles& files) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  base::XmlWriter xml(out);
  xml.open("manifest:manifest").attribute("xmlns:manifest", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0");
  xml.attribute("manifest:version", "1.3");
  xml.open("manifest:file-entry").attribute("manifest:full-path", "/").attribute("manifest:version", "1.3");
  xml.attribute("manifest:media-type", kMediaType).close();
  const auto add = [&xml](std::string_view name, std::string_view media_type) {
    xml.open("manifest:file-entry").attribute("manifest:full-path", name);
    xml.attribute("manifest:media-type", media_type).close();
  };
  for (const std::string_view name : {"content.xml", "styles.xml", "settings.xml", "meta.xml"}) add(name, "text/xml");
  for (const EmbeddedFiles::Folder& folder : files.folders()) add(folder.name, folder.media_type);
  for (const EmbeddedFiles::PackageFile& file : files.files()) add(file.name, file.media_type);
  xml.close();
  return out;
}

std::string meta(const sheet::DocumentProperties& properties, std::int64_t seconds) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  base::XmlWriter xml(out);
  xml.open("office:document-meta");
  xml.attribute("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0");
  xml.attribute("xmlns:meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0");
  xml.attribute("xmlns:dc", "http://purl.org/dc/elements/1.1/").attribute("office:version", "1.3");
  xml.open("office:meta").element("meta:generator", "gongwen");
  const auto add = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) xml.element(name, text);
  };
  add("dc:title", properties.title);
  add("meta:initial-creator", properties.author);
  add("dc:creator", properties.author);
  add("dc:subject", properties.subject);
  add("meta:keyword", properties.keywords);
  if (!properties.category.empty()) {
    xml.open("meta:user-defined").attribute("meta:name", "Category").text(properties.category).close();
  }
  constexpr std::int64_t kDay = 86'400;
  const std::int64_t rest = (seconds % kDay + kDay) % kDay;
  const std::string date = base::iso_text(base::date_of_days((seconds - rest) / kDay)) +
                           fmt::format("T{:02}:{:02}:{:02}Z", rest / 3'600, rest / 60 % 60, rest % 60);
  xml.element("meta:creation-date", date).element("dc:date", date);
  xml.close().close();
  return out;
}

}  // namespace

std::string write_ods(const sheet::Workbook& workbook, const OdsOptions& options, diagnostics::DiagnosticSink& sink) {
  package::ZipWriter zip;
  std::string out;
  // This entry comes first and is not compressed: programs recognise the type of the file by it.
  out += zip.entry(package::stored_entry("mimetype", kMediaType));
  const EmbeddedFiles files(workbook);
  PackedText content;
  ContentWriter(workbook, files, sink).write([&content](std::string_view xml) { content.add(xml); });
  out += zip.entry(content.entry("content.xml"));
  const auto add = [&](std::string_view name, std::string_view text) {
    PackedText packed;
    packed.add(text);
    out += zip.entry(packed.entry(name));
  };
  add("styles.xml", styles_xml(workbook));
  add("settings.xml", settings_xml(workbook));
  add("meta.xml",
      meta(workbook.properties, workbook.properties.created.value_or(options.fallback_date.value_or(kFixedDate))));
  for (const EmbeddedFiles::PackageFile& file : files.files()) {
    if (file.content.empty()) {
      out += zip.entry(package::stored_entry(file.name, file.bytes));
    } else {
      add(file.name, file.content);
    }
  }
  add("META-INF/manifest.xml", manifest(files));
  return out + zip.end();
}

}  // namespace gongwen::ods
