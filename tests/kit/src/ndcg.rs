//! How good an order is, judged by grades: the measure that rankings are held to.

/// Normalised discounted cumulative gain at `k`: 1 for the best order that there is, 0 when nobody with a
/// grade above 0 is among the first `k`. The gain of a grade `g` is 2ᵍ − 1 and the discount at rank `r`
/// (from 1) is log₂(r + 1), after Burges et al., "Learning to rank using gradient descent" (2005).
///
/// `ranked` holds the grades in the order that is judged, `all` the grades of everybody who could have
/// been ranked, in any order. `None` when nobody has a grade above 0, or `k` is 0: then no order is better
/// than another.
#[must_use]
pub fn ndcg_at(k: usize, ranked: &[u8], all: &[u8]) -> Option<f64> {
    let mut ideal = all.to_vec();
    ideal.sort_unstable_by(|one, other| other.cmp(one));
    let best = gain_at(k, &ideal);
    (best > 0.0).then(|| gain_at(k, ranked) / best)
}

fn gain_at(k: usize, grades: &[u8]) -> f64 {
    let discounted = |(index, grade): (usize, &u8)| {
        let gain = 2_f64.powi(i32::from(*grade)) - 1.0;
        gain / (index as f64 + 2.0).log2()
    };
    grades.iter().take(k).enumerate().map(discounted).sum()
}

#[cfg(test)]
mod tests {
    use super::ndcg_at;

    const ALL: [u8; 6] = [0, 1, 3, 0, 2, 0];

    #[test]
    fn the_best_order_is_one() {
        let value = ndcg_at(10, &[3, 2, 1, 0, 0, 0], &ALL).unwrap();
        assert!((value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_known_order_has_the_value_worked_out_by_hand() {
        // (3/1 + 7/1.58496 + 1/2) over (7/1 + 3/1.58496 + 1/2)
        let value = ndcg_at(3, &[2, 3, 1], &ALL).unwrap();
        let expected = (3.0 + 7.0 / 3_f64.log2() + 0.5) / (7.0 + 3.0 / 3_f64.log2() + 0.5);
        assert!((value - expected).abs() < 1e-12, "{value}");
        assert!((value - 0.842_83).abs() < 1e-4, "{value}");
    }

    #[test]
    fn a_better_person_higher_up_is_worth_more() {
        let worse = ndcg_at(10, &[0, 2, 3, 1, 0, 0], &ALL).unwrap();
        let better = ndcg_at(10, &[0, 3, 2, 1, 0, 0], &ALL).unwrap();
        assert!(better > worse);
    }

    #[test]
    fn who_comes_after_k_counts_for_nothing() {
        assert_eq!(ndcg_at(2, &[0, 0, 3, 2, 1], &ALL), Some(0.0));
    }

    #[test]
    fn who_was_not_ranked_is_missed() {
        assert!(ndcg_at(10, &[2, 1], &ALL).unwrap() < 0.5);
    }

    #[test]
    fn without_anybody_who_fits_no_order_is_better() {
        assert_eq!(ndcg_at(10, &[0, 0], &[0, 0]), None);
        assert_eq!(ndcg_at(0, &[3], &[3]), None);
    }
}
