// Word files for tests, put together from the XML of their parts.
#pragma once

#include "package/zip_writer.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace word_file {

inline constexpr std::string_view kNames =
    " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
    " xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\""
    " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""
    " xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\""
    " xmlns:v=\"urn:schemas-microsoft-com:vml\"";

struct Part {
  std::string name;
  std::string type;  // of its relationship; empty: none
  std::string xml;
};

inline std::string zip_of(const std::vector<std::pair<std::string, std::string>>& entries) {
  gongwen::package::ZipWriter zip;
  std::string bytes;
  for (const auto& [name, content] : entries) bytes += zip.entry(gongwen::package::stored_entry(name, content));
  return bytes + zip.end();
}

inline std::string relationships(const std::vector<Part>& parts) {
  std::string xml = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  for (const Part& part : parts) {
    if (part.type.empty()) continue;
    xml += "<Relationship Id=\"" + part.name + "\" Type=\"http://x/" + part.type + "\" Target=\"" + part.name + "\"/>";
  }
  return xml + "</Relationships>";
}

/// A file with this body, and parts beside it in `word/`; the id of a relationship is the name of its part.
inline std::string docx(const std::string& body, const std::vector<Part>& parts = {}) {
  const std::string names(kNames);
  std::vector<std::pair<std::string, std::string>> entries{
      {"[Content_Types].xml", "<Types/>"},
      {"_rels/.rels", relationships({{"word/document.xml", "officeDocument", {}}})},
      {"word/_rels/document.xml.rels", relationships(parts)},
      {"word/document.xml", "<w:document" + names + "><w:body>" + body + "</w:body></w:document>"}};
  for (const Part& part : parts) entries.emplace_back("word/" + part.name, part.xml);
  return zip_of(entries);
}

inline std::string root(const std::string& element, const std::string& content) {
  return "<w:" + element + std::string(kNames) + ">" + content + "</w:" + element + ">";
}

inline std::string paragraph(const std::string& text) { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>"; }

}  // namespace word_file
