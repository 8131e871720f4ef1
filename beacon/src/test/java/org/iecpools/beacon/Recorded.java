package org.iecpools.beacon;

import java.util.HexFormat;

/** A round that {@link DrandChain#QUICKNET} has published. */
public enum Recorded {
  ROUND_1000(
      1000,
      "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
      "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"),
  ROUND_1001(
      1001,
      "b33bf3667cbd5a82de3a24b4e0e9fe5513cc1a0e840368c6e31f5fcfa79bea03f73896b25883abf2853d10337fb8fa41",
      ""),
  ROUND_1002(
      1002,
      "ab066f9c12dd6de1336fca0f925192fb0c72a771c3e4c82ede1fd362c1a770f9eb05843c6308ce2530b53a99c0281a6e",
      ""),
  ROUND_1003(
      1003,
      "b104c82771698f45fd8dcfead083d482694c31ab519bcef077f126f3736fe98c8392fd5d45d88aeb76b56ccfcb0296d7",
      ""),
  ROUND_657413(
      657_413,
      "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
      "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"),
  ROUND_32398885(
      32_398_885,
      "8f6d5ddd520329a4ce9a25db41c0552a5ac04bd56577138cbb0ec2b9326af2b8012c7dc2c5bcddc439d922c93a281d24",
      "b6d412641a7d58b20ef5dded4ae48e9358cc35710f90961d8fe6e99d0e0281ef");

  private final long number;
  private final byte[] signature;
  private final String value;

  /**
   * @param value empty if only the signature was recorded
   */
  Recorded(long number, String signature, String value) {
    this.number = number;
    this.signature = HexFormat.of().parseHex(signature);
    this.value = value;
  }

  public BeaconRound round() {
    byte[] stated = value.isEmpty() ? DrandChain.value(signature) : HexFormat.of().parseHex(value);
    return new BeaconRound(number, stated, signature);
  }
}
