#include "support/pdf_file_reader.h"

#include <charconv>

#include <libdeflate.h>

namespace gongwen::tests {
namespace {

std::string inflated(std::string_view data) {
  std::string out(data.size() * 6 + 1000, '\0');
  std::size_t size = 0;
  libdeflate_decompressor* const decompressor = libdeflate_alloc_decompressor();
  auto result = LIBDEFLATE_INSUFFICIENT_SPACE;
  while (true) {
    result = libdeflate_zlib_decompress(decompressor, data.data(), data.size(), out.data(), out.size(), &size);
    if (result != LIBDEFLATE_INSUFFICIENT_SPACE || out.size() > data.size() * 1100) break;
    out.resize(out.size() * 4);
  }
  libdeflate_free_decompressor(decompressor);
  out.resize(result == LIBDEFLATE_SUCCESS ? size : 0);
  return out;
}

std::int64_t leading_integer(std::string_view text) {
  std::int64_t value = -1;
  while (text.starts_with(' ')) text.remove_prefix(1);
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string unpredicted(std::string_view rows, std::size_t width) {
  std::string out;
  std::string above(width, '\0');
  for (std::size_t at = 0; at + width + 1 <= rows.size(); at += width + 1) {
    for (std::size_t i = 0; i < width; ++i) above[i] = static_cast<char>(above[i] + rows[at + 1 + i]);
    out += above;
  }
  return out;
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

class Parser {
 public:
  Parser(std::string_view file, FileReader& out) : file_(file), out_(out) {}

  void run() {
    if (!file_.starts_with("%PDF-1.7\n%") || static_cast<unsigned char>(file_[10]) < 0x80) return fail("header");
    if (!file_.ends_with("\n%%EOF\n")) return fail("end of file");
    const std::size_t start = static_cast<std::size_t>(leading_integer(file_.substr(file_.rfind("startxref\n") + 10)));
    if (start >= file_.size()) return fail("startxref");
    const std::uint32_t number = static_cast<std::uint32_t>(leading_integer(file_.substr(start)));
    if (!read_object_at(number, start)) return;
    out_.trailer = out_.objects[number];
    read_entries(out_.streams[number]);
    for (const auto& [id, entry] : out_.entries) {
      if (entry.kind == 1 && !read_object_at(id, entry.where)) return;
    }
    for (const auto& [id, entry] : out_.entries) {
      if (entry.kind == 2) read_packed(id, entry);
    }
  }

 private:
  void fail(std::string what) {
    if (out_.error.empty()) out_.error = std::move(what);
  }

  bool read_object_at(std::uint32_t number, std::size_t offset) {
    std::string_view rest = file_.substr(offset);
    const std::string head = std::to_string(number) + " 0 obj\n";
    if (!rest.starts_with(head)) return fail("no object " + std::to_string(number) + " at its offset"), false;
    rest.remove_prefix(head.size());
    const std::size_t stream = rest.find(">>\nstream\n");
    const std::string dictionary(rest.substr(0, stream + 2));
    const auto length = static_cast<std::size_t>(integer_entry(dictionary, "/Length"));
    const std::string_view data = rest.substr(stream + 10, length);
    if (!rest.substr(stream + 10 + length).starts_with("\nendstream\nendobj\n"))
      return fail("Length of " + head), false;
    out_.objects[number] = dictionary;
    out_.streams[number] = dictionary.find("/FlateDecode") == std::string::npos ? std::string(data) : inflated(data);
    return true;
  }

  void read_entries(std::string_view stream) {
    const std::string_view widths = std::string_view(out_.trailer).substr(out_.trailer.find("/W[1 ") + 5);
    const auto offset_width = static_cast<std::size_t>(leading_integer(widths));
    const std::size_t width = offset_width + 3;
    const std::string rows = unpredicted(stream, width);
    const std::int64_t size = integer_entry(out_.trailer, "/Size");
    if (rows.size() != static_cast<std::size_t>(size) * width) return fail("Size");
    for (std::size_t i = 0; i * width < rows.size(); ++i) {
      const std::string_view row = std::string_view(rows).substr(i * width, width);
      out_.entries[static_cast<std::uint32_t>(i)] = {
          row[0], big_endian(row.substr(1, offset_width)),
          static_cast<std::uint32_t>(big_endian(row.substr(1 + offset_width)))};
    }
  }

  void read_packed(std::uint32_t number, const FileReader::Entry& entry) {
    const auto holder = static_cast<std::uint32_t>(entry.where);
    const std::string& data = out_.streams[holder];
    const std::string& dictionary = out_.objects[holder];
    const auto first = static_cast<std::size_t>(integer_entry(dictionary, "/First"));
    const auto count = static_cast<std::uint32_t>(integer_entry(dictionary, "/N"));
    std::string_view heads = std::string_view(data).substr(0, first);
    for (std::uint32_t i = 0; i < entry.index; ++i) skip(skip(heads));
    if (leading_integer(heads) != number)
      return fail("object stream lists another number than " + std::to_string(number));
    const auto begin = static_cast<std::size_t>(leading_integer(skip(heads)));
    skip(heads);
    const std::size_t end =
        entry.index + 1 < count ? static_cast<std::size_t>(leading_integer(skip(heads))) : data.size() - first;
    out_.objects[number] = data.substr(first + begin, end - begin);
  }

  static std::string_view& skip(std::string_view& heads) {
    heads.remove_prefix(std::min(heads.find(' ') + 1, heads.size()));
    return heads;
  }

  std::string_view file_;
  FileReader& out_;
};

}  // namespace

std::int64_t integer_entry(std::string_view dictionary, std::string_view key) {
  const std::size_t at = dictionary.find(std::string(key) + " ");
  return at == std::string_view::npos ? -1 : leading_integer(dictionary.substr(at + key.size()));
}

FileReader::FileReader(std::string_view file) { Parser(file, *this).run(); }

}  // namespace gongwen::tests
