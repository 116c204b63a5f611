#include "resources/detail/curl_library.h"

#include <algorithm>
#include <array>

namespace gongwen::resources {

namespace curl {
#define GONGWEN_LOADED_LIBRARY GONGWEN_CURL_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "resources/detail/curl_functions.def"
#include "base/loaded_functions.inc"
}  // namespace curl

namespace {

/// Returns why the library cannot be used; nullopt if it can.
const std::optional<base::LibraryError>& load_curl() {
  static const std::optional<base::LibraryError> error = [] {
    std::optional<base::LibraryError> found = curl::find_loaded_functions();
    if (!found && curl::curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) found = {"libcurl cannot be used"};
    return found;
  }();
  return error;
}

}  // namespace

std::optional<std::string> make_ready(CURL*& handle) {
  if (const auto& error = load_curl()) return error->reason;
  if (handle == nullptr) handle = curl::curl_easy_init();
  if (handle == nullptr) return "out of memory";
  curl::curl_easy_reset(handle);
  return std::nullopt;
}

std::optional<std::string> CurlOptions::error() const {
  return are_known_ ? std::nullopt : std::optional<std::string>("libcurl is too old");
}

CURLcode perform_request(CURL* handle, std::string& reason) {
  std::array<char, CURL_ERROR_SIZE> words{};
  curl::curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, words.data());
  const CURLcode code = curl::curl_easy_perform(handle);
  curl::curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK) reason = words.front() != '\0' ? words.data() : curl::curl_easy_strerror(code);
  return code;
}

bool is_passing(CURLcode code) {
  constexpr std::array kPassing = {
      CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT,
      CURLE_SSL_CONNECT_ERROR,     CURLE_GOT_NOTHING,          CURLE_SEND_ERROR,      CURLE_RECV_ERROR,
      CURLE_PARTIAL_FILE};
  return std::find(kPassing.begin(), kPassing.end(), code) != kPassing.end();
}

}  // namespace gongwen::resources
