#include "http/detail/answer_head.h"

#include "base/format.h"

#include <algorithm>
#include <cstddef>

namespace gongwen::http {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

void append_plain(std::string& out, std::string_view text) {
  const std::size_t start = out.size();
  out += text;
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), is_control, ' ');
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  append_plain(out, name);
  out += ": ";
  append_plain(out, value);
  out += "\r\n";
}

}  // namespace

bool has_no_content(unsigned status) { return status < 200 || status == 204 || status == 304; }

std::string answer_head(const Response& response, const AnswerFraming& framing) {
  std::string head = fmt::format("HTTP/1.1 {:03} {}\r\n", response.status, reason_phrase(response.status));
  if (!framing.date.empty()) append_header(head, "Date", framing.date);
  for (const Header& header : response.headers) append_header(head, header.name, header.value);
  if (framing.length && !has_no_content(response.status)) {
    append_header(head, "Content-Length", fmt::format("{}", *framing.length));
  }
  if (framing.chunked) append_header(head, "Transfer-Encoding", "chunked");
  if (!framing.keeps_connection) append_header(head, "Connection", "close");
  head += "\r\n";
  return head;
}

std::string as_chunk(std::string_view bytes) {
  std::string chunk = fmt::format("{:x}\r\n", bytes.size());
  chunk.append(bytes).append("\r\n");
  return chunk;
}

}  // namespace gongwen::http
