#include "service/http/form.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/mman.h>

namespace {

using namespace gongwen::http;

Request request_with(std::string body, std::string type = "multipart/form-data; boundary=b") {
  Request request;
  request.headers = {{"content-type", std::move(type)}};
  request.body = std::move(body);
  return request;
}

std::string part(std::string_view parameters, std::string_view content, std::string_view more = "") {
  return "--b\r\nContent-Disposition: form-data" + std::string(parameters) + "\r\n" + std::string(more) + "\r\n" +
         std::string(content) + "\r\n";
}

std::vector<Part> parts_of(const Request& request) {
  auto parts = read_multipart(request);
  EXPECT_TRUE(parts) << (parts ? 0 : static_cast<int>(parts.error()));
  return parts ? *std::move(parts) : std::vector<Part>();
}

std::optional<MultipartError> error_of(const Request& request, const MultipartLimits& limits = {}) {
  const auto parts = read_multipart(request, limits);
  return parts ? std::optional<MultipartError>() : parts.error();
}

TEST(Multipart, FieldsAndFilesAreSlicesOfTheBody) {
  const Request request =
      request_with(part("; name=\"/org\"", "某院") +
                   part("; name=\"file\"; filename=\"a.pdf\"", "%PDF\r\n--", "Content-Type: Application/PDF; x=y\r\n") +
                   part("; name=empty", "") + "--b--\r\n");
  const auto parts = parts_of(request);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].name, "/org");
  EXPECT_FALSE(parts[0].file_name);
  EXPECT_EQ(part_content(request, parts[0], 100), "某院");
  EXPECT_EQ(parts[1].file_name, "a.pdf");
  EXPECT_EQ(parts[1].type, "application/pdf");
  EXPECT_EQ(parts[2].name, "empty");
  EXPECT_EQ(part_content(request, parts[2], 100), "");
}

TEST(Multipart, BoundaryWithinContentMustBeWhole) {
  const Request request = request_with(part("; name=a", "x\r\n--c\r\n-b--b") + "--b--");
  EXPECT_EQ(part_content(request, parts_of(request).at(0), 100), "x\r\n--c\r\n-b--b");
  // The boundary `b` is a prefix of `bx`, which therefore may not be at the start of a line.
  EXPECT_EQ(error_of(request_with(part("; name=a", "x\r\n--bx") + "--b--")), MultipartError::IllFormed);
}

TEST(Multipart, SpoolFileIsReadAlike) {
  Request request = request_with("");
  const std::string large(300'000, 'x');
  const std::string body = part("; name=a; filename=f", large) + part("; name=b", "2") + "--b--";
  gongwen::resources::FileDescriptor file(::memfd_create("body", MFD_CLOEXEC));
  ASSERT_FALSE(gongwen::resources::write_all(file.number(), body));
  request.file = BodyFile{std::move(file), body.size(), {}};
  const auto parts = parts_of(request);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(part_content(request, parts[0], 1'000'000), large);
  EXPECT_EQ(part_content(request, parts[1], 10), "2");
  EXPECT_FALSE(part_content(request, parts[0], 1000));
  request.file->size += 1;
  EXPECT_EQ(error_of(request), MultipartError::Unreadable);
}

TEST(Multipart, NamesOfFilesAreNoPaths) {
  const auto file_name = [](std::string_view parameters) {
    const Request request = request_with(part("; name=f" + std::string(parameters), "") + "--b--");
    const auto parts = parts_of(request);
    return parts.empty() ? std::nullopt : parts[0].file_name;
  };
  EXPECT_EQ(file_name("; filename=\"C:\\fakepath\\x.pdf\""), "x.pdf");
  EXPECT_EQ(file_name("; filename=\"../../etc/passwd\""), "passwd");
  EXPECT_EQ(file_name("; filename=\"a%22b.pdf\""), "a\"b.pdf");
  EXPECT_EQ(file_name("; filename=\"公文.pdf\""), "公文.pdf");
  EXPECT_EQ(file_name("; filename=x; filename*=UTF-8''%E5%85%AC.pdf"), "公.pdf");
  EXPECT_EQ(file_name("; filename*=UTF-8''..%2F..%2Fx"), "x");
  EXPECT_EQ(file_name("; filename=\"\""), "");
  EXPECT_EQ(file_name(""), std::nullopt);
}

TEST(Multipart, IllFormedBodiesAreRefused) {
  const std::string good = part("; name=a", "1");
  const std::pair<std::string, MultipartError> cases[] = {
      {"", MultipartError::Unfinished},
      {good, MultipartError::Unfinished},
      {good + "--b", MultipartError::Unfinished},
      {"preamble\r\n" + good + "--b--", MultipartError::IllFormed},
      {good + "--b\n" + good + "--b--", MultipartError::IllFormed},
      {"--b\r\n\r\n1\r\n--b--", MultipartError::IllFormed},
      {"--b\r\nContent-Type: a/b\r\n\r\n1\r\n--b--", MultipartError::IllFormed},
      {"--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--", MultipartError::IllFormed},
      {"--b\r\nno colon\r\n\r\n1\r\n--b--", MultipartError::IllFormed},
      {part("", "1") + "--b--", MultipartError::IllFormed},
      {part("; name=a; name=b", "1") + "--b--", MultipartError::IllFormed},
      {part("; name=a", "1", "Content-Disposition: form-data; name=b\r\n") + "--b--", MultipartError::IllFormed},
      {part("; name=a", "MQ==", "Content-Transfer-Encoding: base64\r\n") + "--b--", MultipartError::IllFormed},
      {part("; name=\"\xff\"", "1") + "--b--", MultipartError::NotUtf8},
      {part("; name=a; filename=\"\xff\"", "1") + "--b--", MultipartError::NotUtf8},
      {"--b\r\nX: " + std::string(5000, 'x'), MultipartError::HeadTooLarge},
      {part("; name=" + std::string(1001, 'x'), "1") + "--b--", MultipartError::NameTooLong},
      {part("; name=a; filename=" + std::string(256, 'x'), "1") + "--b--", MultipartError::NameTooLong},
  };
  for (const auto& [body, error] : cases) EXPECT_EQ(error_of(request_with(body)), error) << body.substr(0, 200);
  MultipartLimits two;
  two.parts = 2;
  EXPECT_EQ(error_of(request_with(good + good + "--b--"), two), std::nullopt);
  EXPECT_EQ(error_of(request_with(good + good + good + "--b--"), two), MultipartError::TooMany);
}

TEST(Multipart, WhatIsAsLongAsItsLimitIsTaken) {
  EXPECT_EQ(error_of(request_with(part("; name=" + std::string(1000, 'x'), "1") + "--b--")), std::nullopt);
  EXPECT_EQ(error_of(request_with(part("; name=a; filename=" + std::string(255, 'x'), "1") + "--b--")), std::nullopt);
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=" + std::string(70, 'b')), std::string(70, 'b'));
  const auto error_with = [](std::size_t more) {
    const std::string head = "Content-Disposition: form-data; name=a\r\nX: ";
    MultipartLimits limits;
    limits.head_bytes = head.size() + 10;
    return error_of(request_with("--b\r\n" + head + std::string(more, 'x') + "\r\n\r\n1\r\n--b--"), limits);
  };
  EXPECT_EQ(error_with(10), std::nullopt);
  EXPECT_EQ(error_with(11), MultipartError::HeadTooLarge);
}

TEST(Multipart, BoundaryIsThatOfTheType) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=b"), "b");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""), "a b");
  for (const std::string& type :
       {std::string("multipart/mixed; boundary=b"), std::string("multipart/form-data"),
        std::string("multipart/form-data; boundary="), std::string("multipart/form-data; boundary=\"b \""),
        std::string("multipart/form-data; boundary=\"b<\""), std::string("text/plain; boundary=b"),
        "multipart/form-data; boundary=" + std::string(71, 'b')}) {
    EXPECT_FALSE(multipart_boundary(type)) << type;
    EXPECT_EQ(error_of(request_with("--b--", type)), MultipartError::NotMultipart);
  }
}

TEST(Multipart, PiecesOfAnySizeAreTheSame) {
  const std::string body =
      part("; name=a", "x\r\n--") + part("; name=b; filename=c", "\r\n\r\n--c-") + "--b--\r\nepilogue";
  for (std::size_t size = 1; size < body.size(); ++size) {
    MultipartParser parser("b", {});
    for (std::size_t at = 0; at < body.size(); at += size) parser.add(std::string_view(body).substr(at, size));
    const auto parts = std::move(parser).finish();
    ASSERT_TRUE(parts) << size;
    ASSERT_EQ(parts->size(), 2U) << size;
    EXPECT_EQ(body.substr((*parts)[0].offset, (*parts)[0].length), "x\r\n--") << size;
    EXPECT_EQ(body.substr((*parts)[1].offset, (*parts)[1].length), "\r\n\r\n--c-") << size;
  }
}

}  // namespace
