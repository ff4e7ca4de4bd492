// Certificates made for a test.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>

namespace sleeve::tests {

/// Self-signed, with its key: whoever trusts it can verify a server that has it.
class Certificate {
 public:
  /// `subject`: whom it is for, "IP:127.0.0.1" or "DNS:example.org". It is good from a day ago
  /// until `days` from now; a negative number: it has expired.
  explicit Certificate(const std::string& subject, int days = 1);

  X509* x509() const { return x509_.get(); }
  EVP_PKEY* key() const { return key_.get(); }

  /// Writes the certificate, without its key, as PEM.
  void write(const std::filesystem::path& path) const;
  /// Writes the key as PEM, not encrypted.
  void write_key(const std::filesystem::path& path) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* x509) const { X509_free(x509); }
  };
  std::unique_ptr<EVP_PKEY, Free> key_;
  std::unique_ptr<X509, Free> x509_;
};

}  // namespace sleeve::tests
