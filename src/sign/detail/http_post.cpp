#include "sign/detail/http_post.h"

#include "base/loaded_library.h"

#include <array>
#include <memory>

#include <curl/curl.h>

namespace gongwen::sign {

// Each function of the library is a pointer here. Null until it is loaded.
namespace curl {
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "sign/detail/curl_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

#define GONGWEN_LOADED_LIBRARY GONGWEN_CURL_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "sign/detail/curl_functions.def"
#include "base/loaded_functions.inc"
}  // namespace curl

namespace {

const std::optional<base::LibraryError>& load_curl() {
  static const std::optional<base::LibraryError> error = [] {
    std::optional<base::LibraryError> found = curl::find_loaded_functions();
    if (!found && curl::curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) found = {"libcurl cannot be used"};
    return found;
  }();
  return error;
}

struct Received {
  HttpAnswer& answer;
  std::size_t max_bytes;
};

extern "C" {
static std::size_t gongwen_take_answer(char* bytes, std::size_t unit, std::size_t count, void* receiver) {
  Received& received = *static_cast<Received*>(receiver);
  if (unit * count > received.max_bytes - received.answer.body.size()) {
    received.answer.is_too_long = true;
    return 0;  // ends the transfer
  }
  received.answer.body.append(bytes, unit * count);
  return unit * count;
}
}

struct HandleFreed {
  void operator()(CURL* handle) const { curl::curl_easy_cleanup(handle); }
};
struct ListFreed {
  void operator()(curl_slist* list) const { curl::curl_slist_free_all(list); }
};

template <typename Value>
void set(CURL* handle, CURLoption option, Value value, bool& are_set) {
  if (curl::curl_easy_setopt(handle, option, value) != CURLE_OK) are_set = false;
}

}  // namespace

HttpAnswer post_request(const TimestampOptions& options, std::string_view body) {
  HttpAnswer answer;
  if (const auto& error = load_curl()) {
    answer.reason = error->reason;
    return answer;
  }
  const std::unique_ptr<CURL, HandleFreed> handle(curl::curl_easy_init());
  std::unique_ptr<curl_slist, ListFreed> headers(
      curl::curl_slist_append(nullptr, "Content-Type: application/timestamp-query"));
  curl::curl_slist_append(headers.get(), "Accept: application/timestamp-reply");
  curl::curl_slist_append(headers.get(), "Expect:");
  std::array<char, CURL_ERROR_SIZE> words{};
  Received received{answer, options.max_bytes};
  bool are_set = handle != nullptr;
  if (are_set) {
    CURL* const to = handle.get();
    set(to, CURLOPT_URL, options.url.c_str(), are_set);
    set(to, CURLOPT_PROTOCOLS_STR, "http,https", are_set);
    set(to, CURLOPT_FOLLOWLOCATION, 0L, are_set);
    // Of the environment's proxies nobody who gives one address would think; an empty name switches them off.
    set(to, CURLOPT_PROXY, options.proxy.c_str(), are_set);
    set(to, CURLOPT_NOPROXY, "", are_set);
    set(to, CURLOPT_NOSIGNAL, 1L, are_set);
    set(to, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_milliseconds), are_set);
    set(to, CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_milliseconds), are_set);
    set(to, CURLOPT_USERAGENT, "gongwen", are_set);
    set(to, CURLOPT_HTTPHEADER, headers.get(), are_set);
    set(to, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()), are_set);
    set(to, CURLOPT_POSTFIELDS, body.data(), are_set);
    set(to, CURLOPT_WRITEFUNCTION, &gongwen_take_answer, are_set);
    set(to, CURLOPT_WRITEDATA, &received, are_set);
    set(to, CURLOPT_ERRORBUFFER, words.data(), are_set);
  }
  if (!are_set) {
    answer.reason = "libcurl is too old";
    return answer;
  }
  const CURLcode code = curl::curl_easy_perform(handle.get());
  curl::curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  answer.is_out_of_time = code == CURLE_OPERATION_TIMEDOUT;
  if (code != CURLE_OK && !answer.is_too_long) {
    answer.reason = words.front() != '\0' ? words.data() : curl::curl_easy_strerror(code);
  }
  return answer;
}

}  // namespace gongwen::sign
