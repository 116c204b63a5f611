// The head of an answer as bytes.
#pragma once

#include "http/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::http {

struct AnswerFraming {
  bool keeps_connection = true;
  bool chunked = false;
  std::optional<std::uint64_t> length;  // nothing where it is not known
  std::string_view date;                // empty: without
};

/// Line ends and other control characters in values become blanks: nobody can add further headers.
std::string answer_head(const Response& response, const AnswerFraming& framing);

/// No content whatever the handler says: 1xx, 204, 304.
bool has_no_content(unsigned status);

/// A part of a chunked body, with the lines around it.
std::string as_chunk(std::string_view bytes);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace gongwen::http
