package dev.sallyport.doctor;

import dev.sallyport.doctor.Advisory.Answer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The advisories that are known, as of November 2026. */
final class Advisories {

    private static final String MOBY = "https://github.com/moby/moby/security/advisories/";
    private static final Answer BODIES = new Answer.Closed("a body that was not shown is denied");
    private static final Answer COPIES =
            new Answer.ByDenying("PutContainerArchive, ContainerArchive and ContainerArchiveInfo");

    static final List<Advisory> ALL = List.of(
            moby("CVE-2024-41110", "the body of a request is not shown to plugins", "GHSA-v23v-6jw2-98fq", BODIES,
                    "23.0.15", "25.0.6", "26.1.5", "27.1.1"),
            moby("CVE-2026-34040", "an oversized body is not shown to plugins", "GHSA-x744-4wpc-v9h2", BODIES,
                    "29.3.1"),
            moby("CVE-2026-41567", "an archive copied in is unpacked by the container's programs, on the host",
                    "GHSA-x86f-5xw2-fm2r", new Answer.ByDenying("PutContainerArchive"), "29.5.1"),
            moby("CVE-2026-41568", "a race in docker cp makes empty files anywhere on the host", "GHSA-vp62-88p7-qqf5",
                    COPIES, "29.5.1"),
            moby("CVE-2026-42306", "a race in docker cp mounts over a path of the host", "GHSA-rg2x-37c3-w2rh", COPIES,
                    "29.5.1"),
            moby("CVE-2026-33997", "the privileges of a plugin are compared wrongly", "GHSA-pxq6-2prw-chj9",
                    new Answer.ByDenying("PluginPull and PluginUpgrade"), "29.3.1"),
            new Advisory("CVE-2026-17106", "a flaw of go-archive, which unpacks archives for dockerd",
                    Optional.empty(), versions("29.7.0"), new Answer.OutOfReach(),
                    "https://www.cve.org/CVERecord?id=CVE-2026-17106"),
            new Advisory("CVE-2025-54388", "after a reload of firewalld, published ports are reached from outside",
                    EngineVersion.parse("28.2.0"), versions("28.3.3"), new Answer.OutOfReach(),
                    MOBY + "GHSA-x4rx-4gw3-53p4"),
            moby("CVE-2025-54410", "after a reload of firewalld, bridge networks reach each other",
                    "GHSA-4vq8-7jfc-9cvp", new Answer.OutOfReach(), "25.0.13", "28.0.0"),
            new Advisory("CVE-2024-29018", "internal networks send DNS queries out", Optional.empty(),
                    versions("23.0.11", "25.0.5", "26.0.0"), new Answer.OutOfReach(),
                    "https://nvd.nist.gov/vuln/detail/CVE-2024-29018"),
            new Advisory("CVE-2024-24557", "the classic builder's cache can be poisoned", Optional.empty(),
                    versions("24.0.9", "25.0.2"), new Answer.ByDenying("ImageBuild"),
                    "https://nvd.nist.gov/vuln/detail/CVE-2024-24557"));

    private Advisories() {}

    private static Advisory moby(String id, String title, String ghsa, Answer answer, String... fixed) {
        return new Advisory(id, title, Optional.empty(), versions(fixed), answer, MOBY + ghsa);
    }

    private static List<EngineVersion> versions(String... texts) {
        return Stream.of(texts).map(text -> EngineVersion.parse(text).orElseThrow()).toList();
    }
}
