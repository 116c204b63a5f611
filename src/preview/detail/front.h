// PreviewFront: what the preview answers over HTTP, only to clients that know the secret of its address.
#pragma once

#include "base/expected.h"
#include "diagnostics/text.h"
#include "http/event_loop.h"
#include "http/server.h"
#include "preview/detail/maker.h"
#include "preview/detail/views.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::preview {

class PreviewFront final : public http::Handler {
 public:
  struct Options {
    std::string title;
    std::string secret;
    diagnostics::Language language = diagnostics::Language::Chinese;
    std::chrono::milliseconds time{};
    std::function<void(const std::string&)> log;
  };
  PreviewFront(http::EventLoop& loop, Maker& maker, Options options)
      : loop_(loop), maker_(maker), options_(std::move(options)) {}

  /// Before anything is answered; both outlive the front. `address` is that of the server, `127.0.0.1:41234`: requests
  /// to another host come from a page that has made its own name point here.
  void open(Views& views, std::string address);
  /// `http://127.0.0.1:41234/SECRET/`
  std::string address() const;

  http::BodyPlan plan(const http::RequestHead& head) override;
  void handle(std::shared_ptr<http::Exchange> exchange) override;

  bool is_seen(const View& view) const;
  /// Sends it to those who look at a view.
  void tell(const View& view, const ViewChange& change);

 private:
  using ExchangePtr = std::shared_ptr<http::Exchange>;
  struct Listener {
    std::string view;
    ExchangePtr exchange;
  };
  /// What is answered at an address below that of a view.
  void answer(const ExchangePtr& exchange, View& view, std::string_view rest);
  void refuse(http::Exchange& exchange, unsigned status, const diagnostics::BilingualText& words) const;
  void send_page(const ExchangePtr& exchange, const View& view, const std::string& inspection) const;
  void send_picture(http::Exchange& exchange, const View& view, std::string_view number) const;
  void inspect(const ExchangePtr& exchange, View& view, std::string_view number);
  void send_file(const ExchangePtr& exchange, const View& view, std::string_view name);
  void send_workbook(const ExchangePtr& exchange, const View& view);
  void listen(const ExchangePtr& exchange, const View& view);
  void keep_alive();

  http::EventLoop& loop_;
  Maker& maker_;
  Options options_;
  Views* views_ = nullptr;
  std::string host_;
  std::vector<Listener> listeners_;
  http::EventLoop::Timer alive_;
};

// The page around the pictures.

struct PageContext {
  const std::vector<View>& views;
  const View& view;
  std::string title;
  diagnostics::Language language;
  std::string root;        // what all addresses start with: `/SECRET/`
  std::string inspection;  // JSON; empty when nothing was asked about
};

/// Returns: what went wrong, as a line of JSON, where there is no page.
base::Expected<std::string, std::string> write_preview_page(const PageContext& context);
std::string_view preview_style();
std::string_view preview_script();

}  // namespace gongwen::preview
