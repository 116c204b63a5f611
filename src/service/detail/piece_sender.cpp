#include "service/detail/piece_sender.h"

#include <string_view>
#include <utility>

namespace gongwen::service {
namespace {

constexpr std::size_t kAtOnce = std::size_t{256} << 10;

/// An answer on its way to a client.
class PieceSender : public std::enable_shared_from_this<PieceSender> {
 public:
  PieceSender(std::shared_ptr<http::Exchange> exchange, NextPiece next)
      : exchange_(std::move(exchange)), next_(std::move(next)) {}

  /// Some of it, and the rest when that has gone out.
  void go_on() {
    rest_.clear();
    sent_ = 0;
    Piece last = Piece::More;
    while (last == Piece::More && rest_.size() < kAtOnce) last = next_(rest_);
    if (last == Piece::Broken) return;
    is_last_ = last == Piece::Last;
    send_rest();
  }

 private:
  /// A stream takes no more at once than its limit, and a piece may be larger.
  void send_rest() {
    const std::string_view piece = std::string_view(rest_).substr(sent_, kAtOnce);
    sent_ += piece.size();
    if (!exchange_->write(piece)) return;
    const bool is_sent = sent_ == rest_.size();
    if (is_sent && is_last_) return exchange_->end();
    exchange_->on_drained([self = shared_from_this(), is_sent] { is_sent ? self->go_on() : self->send_rest(); });
  }

  std::shared_ptr<http::Exchange> exchange_;
  NextPiece next_;
  std::string rest_;
  std::size_t sent_ = 0;
  bool is_last_ = false;
};

}  // namespace

void send_in_pieces(const std::shared_ptr<http::Exchange>& exchange, http::Response head, NextPiece next) {
  if (exchange->request().method == "HEAD") return exchange->respond(std::move(head));
  exchange->begin(std::move(head));
  std::make_shared<PieceSender>(exchange, std::move(next))->go_on();
}

}  // namespace gongwen::service
