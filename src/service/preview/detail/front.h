// PreviewFront: what the preview answers over HTTP, only to clients that know the secret of its address.
#pragma once

#include "base/expected.h"
#include "diagnostics/text.h"
#include "http/event_loop.h"
#include "http/server.h"
#include "resources/folder_watch.h"
#include "service/preview/detail/question.h"
#include "service/worker.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace gongwen::preview {

// Maker: the worker of the preview, from the side of the front: one question after the other. A worker that dies, or
// takes longer than it may, is replaced by another one.

enum class Ending : std::uint8_t {
  Answered,
  Crashed,   // the worker died of it
  TooLong,   // the worker was ended
  Overtaken  // by a change of the files
};

class Maker {
 public:
  using Done = std::function<void(Ending, Answer)>;

  /// The loop outlives it.
  Maker(http::EventLoop& loop, std::string program, std::vector<std::string> arguments);
  Maker(const Maker&) = delete;
  Maker& operator=(const Maker&) = delete;

  /// Returns: the error of a worker that cannot be started.
  std::error_code start();
  /// Calls `done` once, later.
  void ask(const Question& question, Done done);
  /// The files have changed: pages that have been worked on for longer than a moment are given up, since they are of no
  /// use. Other work that takes so long is started again with the new files.
  void overtake();

 private:
  struct Job {
    Ask ask = Ask::Pages;
    std::string message;
    std::chrono::milliseconds time{};
    Done done;
  };
  void begin_next();
  void take_message(std::string message);
  bool add_to_answer(std::string message);
  void finish(Ending ending, Answer answer);
  void replace(Ending ending);
  void restart_worker(bool was_at_work);

  http::EventLoop& loop_;
  std::string program_;
  std::vector<std::string> arguments_;
  std::deque<Job> waiting_;
  std::optional<Job> job_;
  std::int64_t start_ = 0;  // of the job
  http::EventLoop::Timer limit_;
  http::EventLoop::Timer starting_;
  std::optional<Answer> answer_;
  std::size_t parts_ = 0;
  service::WorkerLink worker_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  // so that posted work knows when this is gone
};

// Views: what the preview shows of each source of data, made again when its files change.

struct ViewPage {
  std::string hash;
  std::string width;  // px, `794.0`
  std::string height;
  std::shared_ptr<const std::string> content;  // SVG or HTML
};

struct View {
  ViewSource source;
  std::string title;

  bool is_known = false;         // it was made once
  bool is_making = false;        // its maker has been asked
  bool is_outdated = false;      // something has changed since
  std::vector<ViewPage> pages;   // the last ones without errors
  std::uint64_t page_count = 0;  // of the document, which may have more than are shown
  bool has_workbook = false;
  std::uint64_t edition = 0;    // one more whenever it was made without errors
  bool is_stale = false;        // they are those of a document from before
  std::string messages = "[]";  // JSON
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;
  Ending ending = Ending::Answered;
  std::vector<std::function<void()>> waiting;  // until it is made
};

/// What has become of a view.
struct ViewChange {
  std::vector<std::size_t> pages;  // numbers of those that are others than before, from 1
};

class Views {
 public:
  struct Options {
    std::vector<View> views;
    std::vector<std::string> template_files;
    std::vector<std::string> further_files;
    diagnostics::Language language = diagnostics::Language::Chinese;
    std::chrono::milliseconds time{};
  };
  /// `is_seen` returns whether somebody looks at a view, `changed` is called when it was made again.
  Views(http::EventLoop& loop, Maker& maker, Options options, std::function<bool(const View&)> is_seen,
        std::function<void(const View&, const ViewChange&)> changed);

  const std::vector<View>& all() const { return options_.views; }
  /// Null for an unknown view.
  View* find(std::string_view id);
  /// Calls `ready` once the view is as its files are now.
  void want(View& view, std::function<void()> ready);

 private:
  void make(View& view);
  void take(View& view, Ending ending, const Answer& answer);
  void take_pages(View& view, const Answer& answer, ViewChange& change);
  bool watch(const std::vector<std::string>& paths);
  void look();
  void look_soon();
  void mark_changed();

  http::EventLoop& loop_;
  Maker& maker_;
  Options options_;
  std::function<bool(const View&)> is_seen_;
  std::function<void(const View&, const ViewChange&)> changed_;

  std::vector<std::string> watched_;  // files and folders
  std::string state_;                 // of them, when they were looked at last
  std::unique_ptr<resources::FolderEvents> events_;
  http::EventLoop::Watch event_;
  http::EventLoop::Timer quiet_;
  http::EventLoop::Timer slow_look_;  // for file systems that report nothing
};

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
