#include "preview/preview.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/texts/preview.h"
#include "http/server.h"
#include "inbox/secrets.h"
#include "preview/detail/front.h"

#include <utility>

#include <signal.h>

namespace gongwen::preview {
namespace {

constexpr std::size_t kSecretBytes = 16;
constexpr std::string_view kAnyPort = "127.0.0.1:0";

std::vector<View> views_of(const PreviewOptions& options) {
  std::vector<View> views;
  const auto add = [&](std::string id, ViewType type, std::string data, std::string title) {
    View view;
    view.source = {std::move(id), type, std::move(data)};
    view.title = std::move(title);
    views.push_back(std::move(view));
  };
  for (std::size_t i = 0; i < options.data_files.size(); ++i) {
    const std::string& file = options.data_files[i];
    add("data-" + std::to_string(i + 1), ViewType::Data, file, std::string(base::file_name(file)));
  }
  if (!options.data_files.empty()) {
    add("long", ViewType::Long, options.data_files.front(), std::string(texts::PreviewLong.in(options.language)));
  }
  add("blank", ViewType::Blank, {}, std::string(texts::PreviewBlank.in(options.language)));
  add("fillable", ViewType::Fillable, {}, std::string(texts::PreviewFillable.in(options.language)));
  add("form", ViewType::Form, {}, std::string(texts::PreviewForm.in(options.language)));
  return views;
}

/// The preview from its start to its end.
class LivePreview {
 public:
  explicit LivePreview(PreviewOptions options)
      : options_(std::move(options)),
        maker_(loop_, options_.worker_program, options_.worker_arguments),
        front_(loop_, maker_,
               {options_.title, inbox::random_text(kSecretBytes), options_.language, options_.time, options_.log}),
        views_(
            loop_, maker_,
            {views_of(options_), options_.template_files, options_.further_files, options_.language, options_.time},
            [this](const View& view) { return front_.is_seen(view); },
            [this](const View& view, const ViewChange& change) { front_.tell(view, change); }),
        server_(loop_, front_, server_options(options_)) {}

  base::Expected<int, PreviewError> run() {
    // Before the worker is started: signals that come from now on wait for the loop.
    const http::EventLoop::Watch terminated = loop_.on_signal(SIGTERM, [this] { loop_.stop(); });
    const http::EventLoop::Watch interrupted = loop_.on_signal(SIGINT, [this] { loop_.stop(); });
    const base::Expected<std::string, http::ListenError> address = server_.listen(std::string(kAnyPort));
    if (!address) {
      return base::Failure{PreviewError{PreviewError::Kind::CannotListen, std::string(kAnyPort), address.error().code}};
    }
    if (const std::error_code error = maker_.start()) {
      return base::Failure{PreviewError{PreviewError::Kind::CannotStartWorker, options_.worker_program, error}};
    }
    front_.open(views_, *address);
    if (options_.ready) options_.ready(front_.address());
    // What is looked at first is there before anybody asks.
    views_.want(*views_.find(views_.all().front().source.id), [] {});
    loop_.run();
    return 0;
  }

 private:
  static http::ServerOptions server_options(const PreviewOptions& options) {
    http::ServerOptions server;
    server.clock = options.clock;
    return server;
  }

  PreviewOptions options_;
  http::EventLoop loop_;
  Maker maker_;
  PreviewFront front_;
  Views views_;
  http::Server server_;
};

}  // namespace

base::Expected<int, PreviewError> run_preview(PreviewOptions options) { return LivePreview(std::move(options)).run(); }

}  // namespace gongwen::preview
