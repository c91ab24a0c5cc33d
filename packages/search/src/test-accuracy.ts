/** The metric of a finalist's accuracy on the test split, which nothing but finalists reads. */
export const TEST_ACCURACY = 'test-accuracy';
