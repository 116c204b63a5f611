// Answers whose length is not known, sent while they are made: some of it at a time is in memory.
//   send_in_pieces(exchange, std::move(head), [lines](std::string& piece) { … return Piece::Last; });
#pragma once

#include "http/server.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace gongwen::service {

/// How the next piece was made.
enum class Piece : std::uint8_t {
  More,
  Last,
  Broken  // nothing more is sent: without its end the client sees that the answer is not whole
};

/// Appends the next part of the answer, of any length. It is called again when all parts before have gone out to the
/// client, and so may be called long after the request; never after it has answered Last or Broken, nor once the client
/// is gone.
using NextPiece = std::function<Piece(std::string& piece)>;

/// Answers with `head` and all that `next` makes; a HEAD request with `head` alone. The exchange is not answered
/// otherwise.
void send_in_pieces(const std::shared_ptr<http::Exchange>& exchange, http::Response head, NextPiece next);

}  // namespace gongwen::service
