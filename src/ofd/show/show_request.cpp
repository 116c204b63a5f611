#include "ofd/show/show_request.h"

#include "base/format.h"
#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace gongwen::show {
namespace {

using base::Json;
using base::JsonView;
using diagnostics::Diagnostic;
using diagnostics::DiagnosticSink;

constexpr std::array<std::string_view, 4> kForms{"pdf", "png", "svg", "txt"};

}  // namespace

std::string write_request(const ShowRequest& request) {
  Json json = Json::object();
  Json forms = Json::list();
  for (const ShownAs form : request.forms) forms.add(kForms[static_cast<std::size_t>(form)]);
  json.set("name", request.name).set("forms", std::move(forms)).set("dpi", fmt::format("{}", request.dpi));
  json.set("page", request.page);
  json.set("svgName", request.svg_name).set("fonts", request.fonts_folder);
  json.set("fontFolders", Json::list_of(request.font_folders)).set("seconds", request.seconds);
  return json.text() + "\n";
}

std::optional<ShowRequest> parse_request(std::string_view line) {
  const std::optional<Json> read = base::parse_json(line);
  const auto forms = read ? read->view().find("forms") : std::nullopt;
  const auto folders = read ? read->view().find("fontFolders") : std::nullopt;
  if (!forms || !folders) return std::nullopt;
  ShowRequest request;
  request.name = read->view().text_of("name");
  for (std::size_t i = 0; i < forms->size(); ++i) {
    const auto* const known = std::ranges::find(kForms, forms->at(i).text());
    if (known == kForms.end()) return std::nullopt;
    request.forms.push_back(static_cast<ShownAs>(known - kForms.begin()));
  }
  const std::string dpi = read->view().text_of("dpi");
  std::from_chars(dpi.data(), dpi.data() + dpi.size(), request.dpi);
  request.page = static_cast<std::size_t>(read->view().number_of("page").value_or(0));
  request.svg_name = read->view().text_of("svgName");
  request.fonts_folder = read->view().text_of("fonts");
  for (std::size_t i = 0; i < folders->size(); ++i) request.font_folders.emplace_back(folders->at(i).text());
  request.seconds = static_cast<std::uint32_t>(read->view().number_of("seconds").value_or(request.seconds));
  return request;
}

std::string write_answer(const ShowAnswer& answer, const std::vector<Diagnostic>& messages) {
  Json files = Json::list();
  std::string bytes;
  for (const ShownFile& file : answer.files) {
    Json one = Json::object();
    one.set("form", kForms[static_cast<std::size_t>(file.form)]).set("page", file.page).set("pages", file.pages);
    files.add(std::move(one.set("bytes", file.bytes.size())));
    bytes += file.bytes;
  }
  Json list = Json::list();
  for (const Diagnostic& message : messages) {
    Json one = Json::object();
    one.set("id", diagnostics::catalogue_entry(message.id).id).set("severity", static_cast<int>(message.severity));
    list.add(std::move(one.set("arguments", Json::list_of(message.arguments))));
  }
  Json json = Json::object();
  json.set("files", std::move(files)).set("messages", std::move(list)).set("pages", answer.pages);
  json.set("seals", answer.seals).set("attachments", answer.attachments).set("read", answer.counts.read);
  json.set("drawn", answer.counts.drawn).set("reported", answer.counts.reported);
  json.set("hidden", answer.counts.hidden).set("characters", answer.counts.characters);
  return json.text() + "\n" + bytes;
}

namespace {

bool parse_messages(const JsonView& list, DiagnosticSink& sink) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto id = diagnostics::find_message(list.at(i).text_of("id"));
    const auto severity = list.at(i).number_of("severity");
    const auto arguments = list.at(i).find("arguments");
    if (!id || !severity || *severity > static_cast<std::uint64_t>(diagnostics::Severity::Error) || !arguments)
      return false;
    Diagnostic message{*id, static_cast<diagnostics::Severity>(*severity), {}, {}, {}};
    for (std::size_t j = 0; j < arguments->size(); ++j) message.arguments.emplace_back(arguments->at(j).text());
    sink.add(std::move(message));
  }
  return true;
}

bool parse_files(const JsonView& list, std::string_view bytes, std::vector<ShownFile>& files) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const JsonView one = list.at(i);
    const auto* const form = std::ranges::find(kForms, one.text_of("form"));
    const auto size = one.number_of("bytes");
    if (form == kForms.end() || !size || *size > bytes.size()) return false;
    files.push_back({static_cast<ShownAs>(form - kForms.begin()), one.number_of("page").value_or(0),
                     one.number_of("pages").value_or(0), std::string(bytes.substr(0, *size))});
    bytes.remove_prefix(*size);
  }
  return bytes.empty();
}

}  // namespace

std::optional<ShowAnswer> parse_answer(std::string_view text, DiagnosticSink& sink) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::optional<Json> read = base::parse_json(text.substr(0, end));
  const auto files = read ? read->view().find("files") : std::nullopt;
  const auto messages = read ? read->view().find("messages") : std::nullopt;
  ShowAnswer answer;
  if (!files || !messages || !parse_files(*files, text.substr(end + 1), answer.files) ||
      !parse_messages(*messages, sink)) {
    return std::nullopt;
  }
  const auto number = [&](std::string_view name) {
    return static_cast<std::size_t>(read->view().number_of(name).value_or(0));
  };
  answer.pages = number("pages");
  answer.seals = number("seals");
  answer.attachments = number("attachments");
  answer.counts = {number("read"), number("drawn"), number("reported"), number("hidden"), number("characters")};
  return answer;
}

}  // namespace gongwen::show
