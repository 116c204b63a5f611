// Files for tests of the readers, put together by hand so that each byte is known: PDF objects with a table of places,
// and ZIP archives of entries that are not compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hand_made {

/// A PDF of these objects, numbered from 1; the first is the catalog. `size` is what the trailer states; 0: the truth.
inline std::string pdf(const std::vector<std::string>& objects, std::size_t size = 0) {
  std::string out = "%PDF-1.7\n";
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    places.push_back(out.size());
    out += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const std::size_t table = out.size();
  out += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
  for (const std::size_t place : places) {
    const std::string digits = std::to_string(place);
    out += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  out += "trailer\n<</Root 1 0 R/Size " + std::to_string(size == 0 ? objects.size() + 1 : size) + ">>\nstartxref\n" +
         std::to_string(table) + "\n%%EOF\n";
  return out;
}

/// A form of one page with these fields, each the inside of a dictionary: `/FT/Tx/T(/a)/V(b)`.
inline std::string form(const std::vector<std::string>& fields, std::size_t size = 0) {
  std::vector<std::string> objects = {"<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>",
                                      "<</Type/Pages/Kids[3 0 R]/Count 1>>"};
  std::string list;
  for (std::size_t i = 0; i < fields.size(); ++i) list += std::to_string(i + 5) + " 0 R ";
  objects.push_back("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[" + list + "]>>");
  objects.push_back("<</Fields[" + list + "]>>");
  for (const std::string& field : fields)
    objects.push_back("<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]" + field + ">>");
  return pdf(objects, size);
}

inline std::uint32_t crc(std::string_view text) {
  std::uint32_t sum = 0xFFFF'FFFF;
  for (const char c : text) {
    sum ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xEDB8'8320 : 0);
  }
  return ~sum;
}

inline void append_number(std::string& out, std::uint64_t value, int bytes) {
  for (; bytes > 0; --bytes, value >>= 8) out += static_cast<char>(value & 0xFF);
}

using Entries = std::vector<std::pair<std::string, std::string>>;

/// An archive of entries as they are (method 0), or as `pack` makes them, which is to give deflated bytes (method 8);
/// with `flags` 1 they say that they are encrypted.
inline std::string zip(const Entries& entries, std::uint16_t flags = 0,
                       std::string (*pack)(std::string_view) = nullptr) {
  std::string out;
  std::string directory;
  for (const auto& [name, content] : entries) {
    const std::string packed = pack == nullptr ? content : pack(content);
    std::string facts;
    append_number(facts, flags, 2);
    append_number(facts, pack == nullptr ? 0 : 8, 2);
    append_number(facts, 0, 4);  // time, date
    append_number(facts, crc(content), 4);
    append_number(facts, packed.size(), 4);
    append_number(facts, content.size(), 4);
    append_number(facts, name.size(), 2);
    const std::size_t place = out.size();
    out += "PK\x03\x04";
    append_number(out, 20, 2);
    out += facts;
    append_number(out, 0, 2);
    out += name + packed;
    directory += "PK\x01\x02";
    append_number(directory, 20, 2);
    append_number(directory, 20, 2);
    directory += facts;
    append_number(directory, 0, 12);
    append_number(directory, place, 4);
    directory += name;
  }
  const std::size_t start = out.size();
  out += directory + "PK\x05\x06";
  append_number(out, 0, 4);
  append_number(out, entries.size(), 2);
  append_number(out, entries.size(), 2);
  append_number(out, directory.size(), 4);
  append_number(out, start, 4);
  append_number(out, 0, 2);
  return out;
}

inline std::string relationships(const std::vector<std::pair<std::string, std::string>>& types_and_targets) {
  std::string out = "<Relationships>";
  int number = 0;
  for (const auto& [type, target] : types_and_targets) {
    out += "<Relationship Id=\"r" + std::to_string(++number) + "\" Type=\"x/" + type + "\" Target=\"" + target + "\"/>";
  }
  return out + "</Relationships>";
}

/// A workbook of one sheet `S` with this `sheetData`, and names as XML; further parts are added.
inline std::string workbook(const std::string& rows, const std::string& names, const Entries& more = {}) {
  Entries entries = {
      {"[Content_Types].xml", "<Types/>"},
      {"_rels/.rels", relationships({{"officeDocument", "w.xml"}})},
      {"w.xml", "<workbook><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets><definedNames>" + names +
                    "</definedNames></workbook>"},
      {"_rels/w.xml.rels", relationships({{"worksheet", "s.xml"}, {"sharedStrings", "t.xml"}})},
      {"s.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"},
  };
  entries.insert(entries.end(), more.begin(), more.end());
  bool shared = false;
  for (const auto& entry : entries) shared = shared || entry.first == "t.xml";
  if (!shared) entries.push_back({"t.xml", "<sst/>"});
  return zip(entries);
}

}  // namespace hand_made
