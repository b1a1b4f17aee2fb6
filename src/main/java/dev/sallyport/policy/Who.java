package dev.sallyport.policy;

import dev.sallyport.decision.Subject;
import dev.sallyport.rules.Glob;
import java.util.List;

/**
 * Who asks: one of these users, or somebody with one of these certificates. On the unix socket nobody has either.
 *
 * @param users the common names of certificates that dockerd has checked
 */
record Who(List<Glob> users, List<Fingerprint> certificates) {

    boolean isAnybody() {
        return users.isEmpty() && certificates.isEmpty();
    }

    boolean includes(Subject subject) {
        // dockerd sets the two together, for a certificate that it has checked.
        boolean known = subject.authentication().equals("TLS");
        return known && (Glob.any(users, subject.user())
                || subject.fingerprint().filter(print -> certificates.contains(new Fingerprint(print))).isPresent());
    }
}
