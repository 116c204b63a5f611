#include "package/media_type.h"

#include "base/utf8.h"
#include "package/zip_archive.h"

#include <array>
#include <string>

namespace gongwen::package {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  std::string_view type;
};

constexpr auto kMagic = std::to_array<Magic>({
    {"%PDF-"sv, "application/pdf"},
    {"\x89PNG\r\n\x1A\n"sv, "image/png"},
    {"\xFF\xD8\xFF"sv, "image/jpeg"},
    {"GIF8"sv, "image/gif"},
    {"II*\0"sv, "image/tiff"},
    {"MM\0*"sv, "image/tiff"},
    {"\0\0\0\x0CjP  "sv, "image/jp2"},
    {"Rar!"sv, "application/vnd.rar"},
    {"7z\xBC\xAF"sv, "application/x-7z-compressed"},
    {"\x1F\x8B"sv, "application/gzip"},
    {"{\\rtf"sv, "application/rtf"},
});

constexpr auto kTextEndings = std::to_array<Magic>({
    {".csv"sv, "text/csv"},
    {".md"sv, "text/markdown"},
    {".yaml"sv, "application/yaml"},
    {".yml"sv, "application/yaml"},
});

/// A part that only packages of one type have.
constexpr auto kParts = std::to_array<Magic>({
    {"OFD.xml"sv, "application/ofd"},
    {"word/document.xml"sv, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"xl/workbook.xml"sv, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"ppt/presentation.xml"sv, "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
});

constexpr auto kOpenDocuments = std::to_array<std::string_view>({
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.graphics",
    "application/epub+zip",
});

constexpr std::string_view kUnknown = "application/octet-stream";

std::string_view type_of_package(std::string_view bytes) {
  auto archive = ZipArchive::open(bytes, ZipLimits{});
  if (!archive) return "application/zip";
  for (const Magic& part : kParts) {
    if (archive->has(part.bytes)) return part.type;
  }
  const auto said = archive->read("mimetype");
  for (const std::string_view known : kOpenDocuments) {
    if (said && base::trim_ascii_space(*said) == known) return known;
  }
  return "application/zip";
}

/// The last character decides the type of a text that starts like JSON or XML: `[draft] …` is not JSON.
std::string_view type_of_text(std::string_view text, std::string_view name) {
  const std::string lower = base::ascii_lowercase(name);
  const std::string head = base::ascii_lowercase(text.substr(0, 1'024));
  if (text.starts_with('<')) {
    if (head.starts_with("<!doctype html") || head.starts_with("<html")) return "text/html";
    if (head.find("<svg") != std::string::npos && lower.ends_with(".svg")) return "image/svg+xml";
    if (head.starts_with("<?xml") || text.ends_with('>')) return "text/xml";
  }
  if ((text.starts_with('{') && text.ends_with('}')) || (text.starts_with('[') && text.ends_with(']'))) {
    return "application/json";
  }
  for (const Magic& ending : kTextEndings) {
    if (lower.ends_with(ending.bytes)) return ending.type;
  }
  return "text/plain";
}

bool is_text(std::string_view bytes) {
  if (bytes.find('\0') != std::string_view::npos) return false;
  for (const auto& point : base::CodePoints(bytes)) {
    if (!point.valid) return false;
  }
  return true;
}

}  // namespace

std::string_view media_type_of(std::string_view bytes, std::string_view name) {
  for (const Magic& magic : kMagic) {
    if (bytes.starts_with(magic.bytes)) return magic.type;
  }
  if (bytes.substr(0, 4) == "RIFF" && bytes.substr(8, 4) == "WEBP") return "image/webp";
  if (is_zip(bytes)) return type_of_package(bytes);
  if (bytes.empty() || !is_text(bytes)) return kUnknown;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return type_of_text(base::trim_ascii_space(bytes), name);
}

}  // namespace gongwen::package
