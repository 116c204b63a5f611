#include "support/printers.h"

#include "base/utf8.h"

#include <cstdio>

namespace gongwen::tests {
namespace {

void print_byte(unsigned char byte, std::ostream& stream) {
  char text[8];
  std::snprintf(text, sizeof text, "\\x%02X", byte);
  stream << text;
}

void print_ascii(char c, std::ostream& stream) {
  if (c == '\n') {
    stream << "\\n";
  } else if (c == '\t') {
    stream << "\\t";
  } else if (c == '"' || c == '\\') {
    stream << '\\' << c;
  } else if (c < ' ' || c == '\x7F') {
    print_byte(static_cast<unsigned char>(c), stream);
  } else {
    stream << c;
  }
}

}  // namespace

void print_text(std::string_view text, std::ostream& stream) {
  stream << '"';
  for (std::size_t at = 0; at < text.size();) {
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    const std::string_view bytes = text.substr(at, decoded.length);
    if (!decoded.valid) {
      print_byte(static_cast<unsigned char>(bytes.front()), stream);
    } else if (bytes.size() == 1) {
      print_ascii(bytes.front(), stream);
    } else {
      stream << bytes;
    }
    at += bytes.size();
  }
  stream << '"';
}

void print_text(std::u32string_view text, std::ostream& stream) { print_text(base::to_utf8(text), stream << 'U'); }

}  // namespace gongwen::tests
